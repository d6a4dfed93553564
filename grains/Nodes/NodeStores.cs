using System;
using Trading.Journal;

namespace Trading.Grains;

/// <summary>Where the nodes of a silo keep what must not be lost.</summary>
public sealed class NodeStores
{
    /// <summary>The stores of a silo.</summary>
    /// <param name="table">Blocks and snapshots.</param>
    /// <param name="emergency">Cancels while the table cannot be written; null refuses them too.</param>
    public NodeStores(IBlockTable table, IEmergencyLog? emergency = null)
    {
        Counted = new CountedTables(table);
        Emergency = emergency;
    }

    /// <summary>Blocks and snapshots.</summary>
    public IBlockTable Table => Counted;

    /// <summary>Cancels while the table cannot be written; null refuses them too.</summary>
    public IEmergencyLog? Emergency { get; }

    /// <summary>Where the inputs around a broken invariant are kept; null for nowhere.</summary>
    public IBreachSamples? Samples { get; init; }

    /// <summary>Between two attempts to open a table that cannot be reached.</summary>
    public TimeSpan PauseWhenUnavailable { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Between two looks at a damaged table, which only an operator can mend.</summary>
    public TimeSpan PauseWhenCorrupt { get; init; } = TimeSpan.FromSeconds(5);

    internal CountedTables Counted { get; }
}
