using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Trading.GrainInterfaces;
using Trading.Grains;
using Trading.Model;

namespace Trading.Tests.Grains;

/// <summary>
/// A way that drops, repeats and holds back blocks by a seed; heartbeats are dropped as well, but not for ever.
/// </summary>
internal sealed class FaultyPublisher(IServiceProvider services, ulong seed) : IFeedPublisher
{
    private readonly StreamFeedPublisher _way = new(services);
    private readonly Lock _gate = new();
    private readonly Queue<(string Market, FeedBlock Block)> _heldBack = new();
    private SeededRandom _random = SeededRandom.Create(seed, "way");

    public async Task<bool> PublishAsync(string marketKey, FeedBlock block)
    {
        foreach (var (market, item) in Decide(marketKey, block)) await _way.PublishAsync(market, item);
        return true;
    }

    private List<(string Market, FeedBlock Block)> Decide(string marketKey, FeedBlock block)
    {
        lock (_gate)
        {
            var passed = new List<(string, FeedBlock)>();
            switch (_random.Below(10))
            {
                case < 3: break;
                case < 5: passed.AddRange([(marketKey, block), (marketKey, block)]); break;
                case < 7: _heldBack.Enqueue((marketKey, block)); break;
                default: passed.Add((marketKey, block)); break;
            }

            if (_heldBack.Count > 3) passed.Add(_heldBack.Dequeue());
            return passed;
        }
    }
}
