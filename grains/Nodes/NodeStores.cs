using System;
using Trading.Journal;

namespace Trading.Grains;

/// <summary>Where the nodes of a silo keep what must not be lost.</summary>
/// <param name="Table">Blocks and snapshots.</param>
/// <param name="Emergency">Cancels while the table cannot be written; null refuses them too.</param>
public sealed record NodeStores(IBlockTable Table, IEmergencyLog? Emergency = null)
{
    /// <summary>Between two attempts to open a table that cannot be reached.</summary>
    public TimeSpan PauseWhenUnavailable { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Between two looks at a damaged table, which only an operator can mend.</summary>
    public TimeSpan PauseWhenCorrupt { get; init; } = TimeSpan.FromSeconds(5);
}
