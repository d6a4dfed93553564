using System;

namespace Trading.Model;

/// <summary>Conditions that travel with an order (FIX 18).</summary>
[Flags]
public enum OrderFlags : byte
{
    /// <summary>No condition.</summary>
    None = 0,

    /// <summary>Refused instead of taking liquidity.</summary>
    PostOnly = 1,

    /// <summary>May only reduce a position; judged where the position is known, carried by the book.</summary>
    ReduceOnly = 2,
}
