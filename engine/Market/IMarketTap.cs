using System;
using Trading.Model;
using Trading.Tape;

namespace Trading.Market;

/// <summary>Hears everything that a feed's tape says, in the tape's order.</summary>
public interface IMarketTap
{
    /// <summary>The tape begins, for the first time or once more.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="instrument">The feed's instrument by its index there.</param>
    void Begin(TapeHeader header, int instrument);

    /// <summary>The next event, of whatever instrument.</summary>
    void Add(in TapeEvent e, ReadOnlySpan<PriceLevel> levels);

    /// <summary>The tape has ended, and its hash was right.</summary>
    void Complete();
}
