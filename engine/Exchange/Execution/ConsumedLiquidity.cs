using System;
using System.Collections.Generic;
using Trading.Model;

namespace Trading.Exchange;

/// <summary>
/// What our orders took from recorded levels that the tape has not updated since: the recording goes on showing it.
/// </summary>
internal sealed class ConsumedLiquidity
{
    private readonly Dictionary<long, long> _bids = [];
    private readonly Dictionary<long, long> _asks = [];

    /// <summary>True when nothing is taken.</summary>
    public bool IsEmpty => _bids.Count == 0 && _asks.Count == 0;

    /// <summary>What was taken from a level.</summary>
    public long At(Side side, long price) => Of(side).GetValueOrDefault(price);

    /// <summary>Takes from a level.</summary>
    public void Add(Side side, long price, long quantity)
    {
        var before = At(side, price);
        Of(side)[price] = quantity > long.MaxValue - before ? long.MaxValue : before + quantity;
    }

    /// <summary>The tape has updated a level.</summary>
    public void Forget(Side side, long price) => Of(side).Remove(price);

    /// <summary>The tape has updated levels.</summary>
    public void Forget(ReadOnlySpan<Model.PriceLevel> levels)
    {
        foreach (ref readonly var level in levels) Forget(level.Side, level.Price);
    }

    /// <summary>The tape has updated all levels.</summary>
    public void Clear()
    {
        _bids.Clear();
        _asks.Clear();
    }

    public void Save(StateWriter writer)
    {
        Save(_bids, writer);
        Save(_asks, writer);
    }

    public void Load(ref StateReader reader)
    {
        Load(_bids, ref reader);
        Load(_asks, ref reader);
    }

    private static void Save(Dictionary<long, long> side, StateWriter writer)
    {
        var prices = new long[side.Count];
        side.Keys.CopyTo(prices, 0);
        Array.Sort(prices);
        writer.Write(prices.Length);
        foreach (var price in prices)
        {
            writer.Write(price);
            writer.Write(side[price]);
        }
    }

    private static void Load(Dictionary<long, long> side, ref StateReader reader)
    {
        side.Clear();
        for (var left = reader.ReadCount(16); left > 0; left--)
        {
            if (!side.TryAdd(reader.ReadInt64(), reader.ReadInt64())) reader.Fail();
        }
    }

    private Dictionary<long, long> Of(Side side) => side == Side.Buy ? _bids : _asks;
}
