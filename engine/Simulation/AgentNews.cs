using System.Runtime.InteropServices;
using Trading.Model;

namespace Trading.Simulation;

/// <summary>What an agent is told about one of its orders.</summary>
internal enum AgentNewsKind : byte
{
    /// <summary>The order is closed.</summary>
    Closed = 1,

    /// <summary>It was filled by Quantity.</summary>
    Filled = 2,

    /// <summary>Price, quantity and open quantity are now these.</summary>
    Changed = 3,

    /// <summary>A request about it was refused or lost; it stands as it was.</summary>
    RequestFailed = 4,
}

/// <summary>One piece of news for an agent.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct AgentNews
{
    /// <summary>The order.</summary>
    public ulong OrderId;

    /// <summary>Changed: the new limit price.</summary>
    public long Price;

    /// <summary>Filled: the last quantity. Changed: the new total.</summary>
    public long Quantity;

    /// <summary>Open quantity now.</summary>
    public long LeavesQty;

    /// <summary>What happened.</summary>
    public AgentNewsKind Kind;

    /// <summary>The order's side.</summary>
    public Side Side;
}
