using Trading.Durable;

namespace Trading.Grains;

/// <summary>Keeps what led to a broken invariant, for people and for a replay.</summary>
public interface IBreachSamples
{
    /// <summary>Keeps a sample. What cannot be kept is told in the log by the keeper, and harms nothing else.</summary>
    /// <param name="node">The node's key.</param>
    /// <param name="sample">The breach and the inputs around it.</param>
    /// <returns>Where it is; empty when it could not be kept.</returns>
    string Keep(string node, BreachSample sample);
}
