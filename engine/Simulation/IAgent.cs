using Trading.Model;

namespace Trading.Simulation;

/// <summary>
/// A participant of a simulated market. It acts when it is woken, from what its context shows, and keeps what it must
/// remember beyond its working orders and position, which the context keeps for it.
/// </summary>
internal interface IAgent
{
    /// <summary>One action: any number of submits, cancels and amendments.</summary>
    void Act(AgentContext context);

    /// <summary>Writes what it remembers.</summary>
    void Save(StateWriter writer);

    /// <summary>Reads what it remembers.</summary>
    void Load(ref StateReader reader);
}
