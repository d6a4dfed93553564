using System.Runtime.InteropServices;
using Trading.Exchange;

namespace Trading.Simulation;

/// <summary>A command on its way from an agent to the venue.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct OrderMessage
{
    /// <summary>The link's own count: 1, 2, 3 … in the order of sending; 0 before the gateway.</summary>
    public long Sequence;

    /// <summary>The sender's index in its market.</summary>
    public int Agent;

    /// <summary>What it asks.</summary>
    public BookCommand Command;
}
