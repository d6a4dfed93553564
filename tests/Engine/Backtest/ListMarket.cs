using System;
using System.Collections.Immutable;
using Trading.Desk;
using Trading.Tape;

namespace Trading.Tests.Backtest;

/// <summary>A market that is kept in memory, of events without levels.</summary>
internal sealed class ListMarket(ImmutableArray<TapeEvent> events) : IMarketSource
{
    private int _next = -1;

    public ref readonly TapeEvent Event => ref events.AsSpan()[_next];

    public ReadOnlySpan<Trading.Model.PriceLevel> Levels => [];

    public bool TryNext() => ++_next < events.Length;
}
