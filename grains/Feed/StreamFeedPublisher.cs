using System;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Streams;
using Trading.GrainInterfaces;

namespace Trading.Grains;

/// <summary>Publishes onto the market's Orleans stream.</summary>
/// <param name="services">Has the stream provider of <see cref="MarketStreams.Provider"/>.</param>
public sealed class StreamFeedPublisher(IServiceProvider services) : IFeedPublisher
{
    private readonly Lazy<IStreamProvider> _provider =
        new(() => services.GetRequiredKeyedService<IStreamProvider>(MarketStreams.Provider));

    /// <inheritdoc/>
    public async Task<bool> PublishAsync(string marketKey, FeedBlock block)
    {
        using var trace = NodeTraces.Publish(marketKey);
        try
        {
            var stream = StreamId.Create(MarketStreams.Namespace, marketKey);
            await _provider.Value.GetStream<FeedBlock>(stream).OnNextAsync(block with { Trace = trace?.Id });
            return true;
        }
        catch (Exception error) when (error is InvalidOperationException or TimeoutException or OrleansException)
        {
            // A memory queue holds 16,384 messages and refuses more, or its silo is gone: the market misses this one and asks for it
            // again.
            return false;
        }
    }
}
