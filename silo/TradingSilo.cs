using System;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Trading.GrainInterfaces;
using Trading.Grains;
using Trading.Silo.Dashboard;
using Trading.Silo.Health;
using Trading.Silo.Tls;
using Trading.Strategy;

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

    /// <summary>Requests that may wait before one grain; more are refused as overload.</summary>
    private const int GrainQueueMax = 20_000;

    /// <summary>Market data that went to a stream is let go of after so long; a consumer that is busy has a minute, too.</summary>
    private static readonly TimeSpan StreamDelivered = TimeSpan.FromMinutes(1);

    /// <summary>A stream that was silent for so long costs nothing until it speaks again.</summary>
    private static readonly TimeSpan StreamForgotten = TimeSpan.FromMinutes(5);

    /// <summary>Makes the host a silo.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="settings">The set-up, checked.</param>
    /// <param name="parts">What it is made of; the caller's to end after the host.</param>
    public static IHostApplicationBuilder AddTradingSilo(
        this IHostApplicationBuilder builder, SiloSettings settings, SiloParts parts)
    {
        builder.AddTelemetry(settings);
        builder.Services.AddSingleton(_ => new Watchdog(settings.StallLimit));
        // Before the silo, so that it answers while the silo joins and while it drains.
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<HealthEndpoints>(
            services, settings.HealthPort, parts));
        // Before the silo, so that a port that is taken is found before others hear of the silo.
        if (parts.Token is { } token)
        {
            builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<DashboardServer>(
                services, settings.DashboardPort, token));
        }

        builder.Services.AddSingleton(services => parts.Stores(services.GetRequiredService<ILoggerFactory>()));
        if (parts.Emergency is { } emergency)
        {
            builder.Services.AddSingleton(emergency);
            builder.Services.AddHostedService<EmergencyReconciler>();
        }

        builder.Services.TryAddSingleton(_ => SessionHosts.Create(
            StrategyCatalog.Standard, [], settings.KeepsJournal || settings.Store == StoreKind.Memory));
        builder.UseOrleans(silo =>
        {
            silo.UseMembership(settings, parts);
            if (parts.Identity is { } identity) silo.UseTls(identity);
            silo.UseDashboard(isOn: parts.Token is not null);
            silo.AddTradingGrains(parts.Tapes ?? new TapeDirectory(settings.DataDirectory));
        });
        // Orleans 10.4.2 reports the machine's uptime as a stalled health check at every start.
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        // When silos come and go, queues of market data change hands in the middle of a poll; the feeds refill what was lost.
        builder.Logging.AddFilter("Orleans.Providers", LogLevel.Critical);
        builder.Logging.AddFilter("Orleans.Streams", LogLevel.Critical);
        // A session's reminder comes as often as Orleans lets it, on purpose: that is how long one stands still without anybody asking.
        builder.Logging.AddFilter("Orleans.Hosting.ReminderOptionsValidator", LogLevel.Error);
        // Workstation collection is chosen on purpose: the silo warns about it at every start.
        builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        return builder;
    }

    /// <summary>
    /// Adds what the grains need: streams, limits, block tables, tapes and the clock. Clustering is the caller's.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="tapes">The tapes that feeds may play.</param>
    /// <param name="stores">
    /// Where nodes keep their blocks; null for what is registered already, or else tables in this silo's memory.
    /// </param>
    public static ISiloBuilder AddTradingGrains(this ISiloBuilder silo, ITapeSource tapes, NodeStores? stores = null)
    {
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddSingleton(tapes);
        if (stores is not null) silo.Services.AddSingleton(stores);
        silo.Services.TryAddSingleton(_ => new NodeStores(new MemoryBlockTables()));
        silo.Services.TryAddSingleton<INodeLinks, GrainLinks>();
        silo.Services.AddMetrics();
        silo.Services.TryAddSingleton(services => new MeterBoard(services.GetRequiredService<IMeterFactory>(), TimeProvider.System));
        silo.Services.TryAddSingleton<NodeMeters>();
        silo.Services.TryAddSingleton<NodePorts>();
        silo.Services.TryAddSingleton<IFeedPublisher, StreamFeedPublisher>();
        silo.Services.TryAddSingleton<IBlockPublisher, StreamBlockPublisher>();
        silo.Services.TryAddSingleton(_ => SessionHosts.Create(StrategyCatalog.Standard, []));
        silo.Configure<SiloMessagingOptions>(options =>
        {
            options.ResponseTimeout = TimeSpan.FromSeconds(10);
            options.MaxMessageBodySize = MessageBytesMax;
            options.MaxMessageHeaderSize = HeaderBytesMax;
            options.MaxEnqueuedRequestsHardLimit = GrainQueueMax;
            options.MaxEnqueuedRequestsHardLimit_StatelessWorker = GrainQueueMax;
        });
        silo.Configure<ReminderOptions>(options => options.MinimumReminderPeriod = IDeskGrain.ReminderPeriod);
        silo.AddMemoryGrainStorage("PubSubStore");
        silo.AddMemoryStreams(MarketStreams.Provider, streams =>
        {
            // Polling is the latency of a memory stream; its default of 100 ms would be the slowest part of the way.
            streams.ConfigurePullingAgent(agent => agent.Configure(options =>
            {
                options.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(5);
                options.StreamInactivityPeriod = StreamForgotten;
            }));
            // What a consumer missed it has given again from tape and journal: half an hour of market data, the default, is kept for nobody.
            streams.ConfigureCacheEviction(cache => cache.Configure(options =>
                (options.DataMinTimeInCache, options.DataMaxAgeInCache) = (StreamDelivered, StreamDelivered)));
            streams.ConfigureStreamPubSub(Orleans.Streams.StreamPubSubType.ImplicitOnly);
        });
        return silo;
    }
}
