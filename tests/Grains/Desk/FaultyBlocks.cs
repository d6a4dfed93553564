using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Trading.GrainInterfaces;
using Trading.Grains;
using Trading.Model;

namespace Trading.Tests.Grains.Desk;

/// <summary>A way of blocks that drops, repeats and holds back by a seed.</summary>
internal sealed class FaultyBlocks(IServiceProvider services, ulong seed) : IBlockPublisher
{
    private readonly StreamBlockPublisher _way = new(services);
    private readonly Lock _gate = new();
    private readonly Queue<(string Space, string Key, MarketBlockItem Item)> _heldBack = new();
    private SeededRandom _random = SeededRandom.Create(seed, "blocks");

    public async Task<bool> PublishAsync(string space, string key, MarketBlockItem item)
    {
        foreach (var passed in Decide((space, key, item))) await _way.PublishAsync(passed.Space, passed.Key, passed.Item);
        return true;
    }

    private List<(string Space, string Key, MarketBlockItem Item)> Decide((string Space, string Key, MarketBlockItem Item) block)
    {
        lock (_gate)
        {
            var passed = new List<(string Space, string Key, MarketBlockItem Item)>();
            switch (_random.Below(10))
            {
                case < 2: break;
                case < 4: passed.AddRange([block, block]); break;
                case < 6: _heldBack.Enqueue(block); break;
                default: passed.Add(block); break;
            }

            if (_heldBack.Count > 2) passed.Add(_heldBack.Dequeue());
            return passed;
        }
    }
}
