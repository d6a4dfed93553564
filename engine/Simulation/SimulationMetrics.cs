using Trading.Model;

namespace Trading.Simulation;

/// <summary>What a run counted. Everything here follows from the seed and the configuration.</summary>
public sealed record SimulationMetrics
{
    /// <summary>Events on the trace.</summary>
    public long Events { get; internal set; }

    /// <summary>New orders that the book accepted.</summary>
    public long Orders { get; internal set; }

    /// <summary>Orders canceled, asked for or not.</summary>
    public long Cancels { get; internal set; }

    /// <summary>Fills: two for each trade, one for each order.</summary>
    public long Fills { get; internal set; }

    /// <summary>Amendments.</summary>
    public long Amends { get; internal set; }

    /// <summary>Rejects of orders, cancels and amendments, by the book, the queue or the inventory limit.</summary>
    public long Rejects { get; internal set; }

    /// <summary>The part of the rejects that the inventory limit caused.</summary>
    public long InventoryRejects { get; internal set; }

    /// <summary>Messages that found the queue full and were dropped or refused.</summary>
    public long Overflows { get; internal set; }

    /// <summary>Messages lost on the link and not repaired.</summary>
    public long LostMessages { get; internal set; }

    /// <summary>Gaps that the receiver declared.</summary>
    public long Gaps { get; internal set; }

    /// <summary>Repeated or late messages that the receiver dropped.</summary>
    public long DuplicatesDropped { get; internal set; }

    /// <summary>Early messages that the receiver put back in order.</summary>
    public long Reordered { get; internal set; }

    /// <summary>Changes of regime.</summary>
    public long RegimeChanges { get; internal set; }

    /// <summary>The most messages that waited in one queue.</summary>
    public long QueueDepthMax { get; internal set; }

    /// <summary>The sum of queue depths, one sample per message that arrived.</summary>
    public long QueueDepthSum { get; internal set; }

    /// <summary>Messages that arrived at a queue.</summary>
    public long QueueSamples { get; internal set; }

    /// <summary>Steps made: distinct times in event stepping, ticks otherwise.</summary>
    public long Steps { get; internal set; }

    /// <summary>Writes the counts.</summary>
    internal void Save(StateWriter writer)
    {
        foreach (var value in Values()) writer.Write(value);
    }

    /// <summary>Reads the counts.</summary>
    internal static SimulationMetrics Load(ref StateReader reader) => new()
    {
        Events = reader.ReadInt64(),
        Orders = reader.ReadInt64(),
        Cancels = reader.ReadInt64(),
        Fills = reader.ReadInt64(),
        Amends = reader.ReadInt64(),
        Rejects = reader.ReadInt64(),
        InventoryRejects = reader.ReadInt64(),
        Overflows = reader.ReadInt64(),
        LostMessages = reader.ReadInt64(),
        Gaps = reader.ReadInt64(),
        DuplicatesDropped = reader.ReadInt64(),
        Reordered = reader.ReadInt64(),
        RegimeChanges = reader.ReadInt64(),
        QueueDepthMax = reader.ReadInt64(),
        QueueDepthSum = reader.ReadInt64(),
        QueueSamples = reader.ReadInt64(),
        Steps = reader.ReadInt64(),
    };

    private long[] Values() =>
    [
        Events, Orders, Cancels, Fills, Amends, Rejects, InventoryRejects, Overflows, LostMessages, Gaps,
        DuplicatesDropped, Reordered, RegimeChanges, QueueDepthMax, QueueDepthSum, QueueSamples, Steps,
    ];
}
