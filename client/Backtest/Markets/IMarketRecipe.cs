using System;
using System.Collections.Immutable;
using System.Threading;
using Trading.Desk;
using Trading.Model;

namespace Trading.Client.Backtest.Markets;

/// <summary>What a market names: everything else calls it by its index.</summary>
/// <param name="Listings">The instruments with their assets; at least one.</param>
/// <param name="Agents">The agents; empty for a market that names none.</param>
internal sealed record MarketNames(ImmutableArray<Listing> Listings, ImmutableArray<string> Agents);

/// <summary>A market that can be played again and again, by several desks at once, with the same events every time.</summary>
internal interface IMarketRecipe
{
    /// <summary>What it names.</summary>
    MarketNames Names { get; }

    /// <summary>Plays it from its start.</summary>
    IOpenMarket Open(CancellationToken stop);
}

/// <summary>A market while it is played.</summary>
internal interface IOpenMarket : IMarketSource, IDisposable
{
    /// <summary>Why it ended early, in one line; null when it did not.</summary>
    string? Failure { get; }
}
