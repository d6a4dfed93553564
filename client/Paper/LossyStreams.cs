using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Trading.GrainInterfaces;
using Trading.Grains;
using Trading.Model;

namespace Trading.Client.Paper;

/// <summary>What became of market data on its way.</summary>
internal sealed class StreamLoss
{
    private long _dropped;
    private long _repeated;
    private long _late;

    /// <summary>An item that never arrives.</summary>
    public void Drop() => Interlocked.Increment(ref _dropped);

    /// <summary>An item that arrives twice.</summary>
    public void Repeat() => Interlocked.Increment(ref _repeated);

    /// <summary>An item that arrives after some that were sent after it.</summary>
    public void HoldBack() => Interlocked.Increment(ref _late);

    /// <summary>For a person, and for whoever wants to know that it happened.</summary>
    public override string ToString() =>
        $"market data on its way: {Interlocked.Read(ref _dropped)} items dropped, {Interlocked.Read(ref _repeated)} repeated, "
        + $"{Interlocked.Read(ref _late)} out of order";
}

/// <summary>
/// A stream's way on which some items of ten are dropped, two arrive twice, and two come after later ones, as drawn with a seed:
/// whoever follows the stream asks for what it misses, and a session must not notice.
/// </summary>
/// <param name="seed">The seed.</param>
/// <param name="name">The stream of draws.</param>
/// <param name="dropped">Of ten items so many are dropped, 0 to 6.</param>
/// <param name="heldMax">So many items wait at most to come later.</param>
/// <param name="loss">Counts.</param>
internal sealed class LossyWay<T>(ulong seed, string name, int dropped, int heldMax, StreamLoss loss)
{
    private readonly Lock _gate = new();
    private readonly Queue<T> _held = new();
    private SeededRandom _random = SeededRandom.Create(seed, name);

    /// <summary>What arrives now that an item is sent.</summary>
    public List<T> Pass(T item)
    {
        lock (_gate)
        {
            var passed = new List<T>();
            switch (_random.Below(10) - dropped)
            {
                case < 0: loss.Drop(); break;
                case < 2:
                    loss.Repeat();
                    passed.AddRange([item, item]);
                    break;
                case < 4:
                    loss.HoldBack();
                    _held.Enqueue(item);
                    break;
                default: passed.Add(item); break;
            }

            if (_held.Count > heldMax) passed.Add(_held.Dequeue());
            return passed;
        }
    }
}

/// <summary>Feeds' streams over a <see cref="LossyWay{T}"/>; heartbeats are dropped as well.</summary>
internal sealed class LossyFeeds(IServiceProvider services, ulong seed, StreamLoss loss) : IFeedPublisher
{
    private readonly StreamFeedPublisher _way = new(services);
    private readonly LossyWay<(string Market, FeedBlock Block)> _loss = new(seed, "way", dropped: 3, heldMax: 3, loss);

    /// <inheritdoc/>
    public async Task<bool> PublishAsync(string marketKey, FeedBlock block)
    {
        foreach (var (market, item) in _loss.Pass((marketKey, block))) await _way.PublishAsync(market, item);
        return true;
    }
}

/// <summary>Markets' streams to desk nodes over a <see cref="LossyWay{T}"/>.</summary>
internal sealed class LossyBlocks(IServiceProvider services, ulong seed, StreamLoss loss) : IBlockPublisher
{
    private readonly StreamBlockPublisher _way = new(services);
    private readonly LossyWay<(string Space, string Key, MarketBlockItem Item)> _loss = new(seed, "blocks", dropped: 2, heldMax: 2, loss);

    /// <inheritdoc/>
    public async Task<bool> PublishAsync(string space, string key, MarketBlockItem item)
    {
        foreach (var passed in _loss.Pass((space, key, item))) await _way.PublishAsync(passed.Space, passed.Key, passed.Item);
        return true;
    }
}
