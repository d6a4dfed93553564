using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Trading.GrainInterfaces;
using Trading.Grains;

namespace Trading.Tests.Grains;

/// <summary>Holds feeds at a slice until the test lets them go on, and knows what went out from where.</summary>
/// <param name="last">The last slice that passes.</param>
internal sealed class Hold(ulong last)
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<(SiloAddress From, ulong Sequence)> _published = new();

    /// <summary>A feed is held.</summary>
    public Task Reached => _reached.Task;

    public void Release() => _released.TrySetResult();

    /// <summary>What went out from any silo but this one.</summary>
    public IEnumerable<ulong> PublishedBehind(SiloAddress dead) => _published.Where(each => !each.From.Equals(dead)).Select(each => each.Sequence);

    public async Task PassAsync(SiloAddress from, FeedBlock block)
    {
        if (block.Sequence > last)
        {
            _reached.TrySetResult();
            await _released.Task;
        }

        if (!block.IsHeartbeat) _published.Enqueue((from, block.Sequence));
    }
}

/// <summary>The way of a silo whose feeds can be held.</summary>
internal sealed class HeldPublisher(IServiceProvider services, Hold hold) : IFeedPublisher
{
    private readonly StreamFeedPublisher _way = new(services);
    private readonly Lazy<SiloAddress> _silo = new(() => services.GetRequiredService<ILocalSiloDetails>().SiloAddress);

    public async Task<bool> PublishAsync(string marketKey, FeedBlock block)
    {
        await hold.PassAsync(_silo.Value, block);
        return await _way.PublishAsync(marketKey, block);
    }
}
