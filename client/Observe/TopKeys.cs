using System;

namespace Trading.Client.Observe;

/// <summary>By what the nodes of <c>trading top</c> are sorted.</summary>
internal enum TopOrder : byte
{
    /// <summary>The most calls since the last look first.</summary>
    Calls = 0,

    /// <summary>The most inputs since the last look first.</summary>
    Inputs = 1,

    /// <summary>The longest queue first.</summary>
    Waiting = 2,

    /// <summary>By name.</summary>
    Name = 3,
}

/// <summary>What the keys of <c>trading top</c> have brought about.</summary>
/// <param name="Order">By what the nodes are sorted.</param>
/// <param name="IsPaused">True while the figures stand still.</param>
/// <param name="IsOver">True once the view is left.</param>
internal readonly record struct TopKeys(TopOrder Order, bool IsPaused, bool IsOver)
{
    /// <summary>After a key. Keys that mean nothing change nothing.</summary>
    public TopKeys After(ConsoleKey key) => key switch
    {
        ConsoleKey.S => this with { Order = Order == TopOrder.Name ? TopOrder.Calls : Order + 1 },
        ConsoleKey.P or ConsoleKey.Spacebar => this with { IsPaused = !IsPaused },
        ConsoleKey.Q or ConsoleKey.Escape => this with { IsOver = true },
        _ => this,
    };
}
