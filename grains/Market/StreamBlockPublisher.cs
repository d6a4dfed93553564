using System;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Streams;
using Trading.GrainInterfaces;

namespace Trading.Grains;

/// <summary>Publishes onto the nodes' Orleans streams.</summary>
/// <param name="services">Has the stream provider of <see cref="MarketStreams.Provider"/>.</param>
public sealed class StreamBlockPublisher(IServiceProvider services) : IBlockPublisher
{
    private readonly Lazy<IStreamProvider> _provider =
        new(() => services.GetRequiredKeyedService<IStreamProvider>(MarketStreams.Provider));

    /// <inheritdoc/>
    public async Task<bool> PublishAsync(string space, string key, MarketBlockItem item)
    {
        using var trace = NodeTraces.Publish(key);
        try
        {
            await _provider.Value.GetStream<MarketBlockItem>(StreamId.Create(space, key)).OnNextAsync(item with { Trace = trace?.Id });
            return true;
        }
        catch (Exception error) when (error is InvalidOperationException or TimeoutException or OrleansException)
        {
            // A memory queue that is full, or whose silo is gone: the node misses the block and says so.
            return false;
        }
    }
}
