using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Ledger;

/// <summary>The chart of accounts: which owners and assets a ledger has. It never changes during a session.</summary>
public sealed class LedgerChart
{
    private readonly ImmutableArray<(int Base, int Quote)> _pairs;

    private LedgerChart(int strategyMax, ImmutableArray<Listing> listings, ImmutableArray<Asset> assets)
    {
        (StrategyMax, Listings, Assets) = (strategyMax, listings, assets);
        var pairs = ImmutableArray.CreateBuilder<(int, int)>(listings.Length);
        foreach (var listing in listings) pairs.Add((assets.BinarySearch(listing.Pair.Base), assets.BinarySearch(listing.Pair.Quote)));
        _pairs = pairs.MoveToImmutable();
    }

    /// <summary>The greatest strategy number; owners are 0 to it.</summary>
    public int StrategyMax { get; }

    /// <summary>The desk's instruments.</summary>
    public ImmutableArray<Listing> Listings { get; }

    /// <summary>The assets in the order of their codes.</summary>
    public ImmutableArray<Asset> Assets { get; }

    /// <summary>The chart of a desk.</summary>
    /// <param name="strategyMax">The greatest strategy number, 0 to 65,535.</param>
    /// <param name="listings">The desk's instruments.</param>
    /// <param name="otherAssets">Assets that no instrument trades, such as a reporting currency that capital is paid in with.</param>
    public static LedgerChart Create(int strategyMax, ImmutableArray<Listing> listings, params ReadOnlySpan<Asset> otherAssets)
    {
        var assets = new SortedSet<Asset>();
        foreach (var listing in listings)
        {
            assets.Add(listing.Pair.Base);
            assets.Add(listing.Pair.Quote);
        }

        foreach (var asset in otherAssets) assets.Add(asset);
        return new(strategyMax, listings, [.. assets]);
    }

    /// <summary>The index of an asset in <see cref="Assets"/>.</summary>
    /// <returns>False when the chart does not have it.</returns>
    public bool TryIndexOf(Asset asset, out int index)
    {
        index = Assets.BinarySearch(asset);
        return index >= 0;
    }

    internal (int Base, int Quote) PairOf(int instrument) => _pairs[instrument];
}
