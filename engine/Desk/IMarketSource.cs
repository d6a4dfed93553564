using System;
using Trading.Model;
using Trading.Tape;

namespace Trading.Desk;

/// <summary>Where a desk's market events come from: a tape, or several in one order.</summary>
public interface IMarketSource
{
    /// <summary>Steps to the next event.</summary>
    /// <returns>False when there are no more.</returns>
    bool TryNext();

    /// <summary>The event in hand; its instrument is an index into the desk's instruments, or −1 for none of them.</summary>
    ref readonly TapeEvent Event { get; }

    /// <summary>Its levels.</summary>
    ReadOnlySpan<PriceLevel> Levels { get; }
}
