using System;

namespace Trading.Faults;

/// <summary>
/// Messages between places: silos first, then the store, then whoever calls. A message takes a fraction of a millisecond or a
/// few, is lost, comes late or twice, and does not pass a partition.
/// </summary>
internal sealed class SimulatedNetwork(EventQueue queue, FaultDice dice, int places, ulong seed)
{
    private const long LateNsMax = 4_000_000_000;
    private readonly long[] _cutUntilNs = new long[places * places];
    private readonly FaultKind[] _cutBy = new FaultKind[places * places];
    private Model.SeededRandom _delays = Model.SeededRandom.Create(seed, "network");

    /// <summary>Cuts the way from one place to another for a while.</summary>
    public void Cut(int from, int to, FaultKind by, long forNs)
    {
        _cutUntilNs[from * places + to] = queue.NowNs + forNs;
        _cutBy[from * places + to] = by;
    }

    /// <summary>Whether a way is cut.</summary>
    public bool IsCut(int from, int to) => _cutUntilNs[from * places + to] > queue.NowNs;

    /// <summary>Opens every way.</summary>
    public void Heal() => Array.Clear(_cutUntilNs);

    /// <summary>Sends over a way that may repeat a message: between silos, and from callers.</summary>
    public void Send(int from, int to, ProtocolStep step, Action arrive)
    {
        if (dice.Strikes(FaultKind.MessageDuplicated, step)) queue.After(DelayNs() + dice.Between(FaultKind.MessageDuplicated, 0, LateNsMax), arrive);
        SendOnce(from, to, step, arrive);
    }

    /// <summary>Sends over a way that repeats nothing: to the store and back.</summary>
    public void SendOnce(int from, int to, ProtocolStep step, Action arrive)
    {
        if (IsCut(from, to))
        {
            dice.Coverage.Hit(_cutBy[from * places + to], step);
            return;
        }

        if (dice.Strikes(FaultKind.MessageLost, step)) return;
        var lateNs = dice.Strikes(FaultKind.MessageDelayed, step) ? dice.Between(FaultKind.MessageDelayed, 1_000_000, LateNsMax) : 0;
        queue.After(DelayNs() + lateNs, arrive);
    }

    private long DelayNs() => _delays.Between(100_000, 2_000_000);
}
