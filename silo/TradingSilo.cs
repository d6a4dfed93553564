using System;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Trading.GrainInterfaces;
using Trading.Grains;

namespace Trading.Silo;

/// <summary>
/// What makes a host a silo of this system; the executable, the embedded silo and the tests all use it.
/// </summary>
public static class TradingSilo
{
    /// <summary>
    /// The largest message, in bytes: a batch of 4,096 commands that sweep a deep book stays far below it.
    /// </summary>
    private const int MessageBytesMax = 32 * 1024 * 1024;
    private const int HeaderBytesMax = 64 * 1024;

    /// <summary>Makes the host a silo on loopback.</summary>
    public static IHostApplicationBuilder AddTradingSilo(this IHostApplicationBuilder builder, SiloSettings settings)
    {
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(
                settings.SiloPort, settings.GatewayPort, null, SiloSettings.ServiceId, settings.ClusterId);
            silo.AddTradingGrains(new TapeDirectory(settings.DataDirectory));
        });
        // Orleans 10.4.2 reports the machine's uptime as a stalled health check at every start.
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        // Workstation collection is chosen on purpose: the silo warns about it at every start.
        builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        return builder;
    }

    /// <summary>
    /// Adds what the grains need: streams, limits, block tables, tapes and the clock. Clustering is the caller's.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="tapes">The tapes that feeds may play.</param>
    /// <param name="stores">Where nodes keep their blocks; null for tables in this silo's memory.</param>
    public static ISiloBuilder AddTradingGrains(this ISiloBuilder silo, ITapeSource tapes, NodeStores? stores = null)
    {
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddSingleton(tapes);
        silo.Services.AddSingleton(stores ?? new NodeStores(new MemoryBlockTables()));
        silo.Services.TryAddSingleton<IFeedPublisher, StreamFeedPublisher>();
        silo.Configure<SiloMessagingOptions>(options =>
        {
            options.ResponseTimeout = TimeSpan.FromSeconds(10);
            options.MaxMessageBodySize = MessageBytesMax;
            options.MaxMessageHeaderSize = HeaderBytesMax;
        });
        silo.AddMemoryGrainStorage("PubSubStore");
        silo.AddMemoryStreams(MarketStreams.Provider, streams =>
        {
            // Polling is the latency of a memory stream; its default of 100 ms would be the slowest part of the way.
            streams.ConfigurePullingAgent(agent => agent.Configure(options =>
                options.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(5)));
            streams.ConfigureStreamPubSub(Orleans.Streams.StreamPubSubType.ImplicitOnly);
        });
        return silo;
    }
}
