using System;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Orleans.Hosting;
using Trading.Grains;

namespace Trading.Silo;

/// <summary>What leaves a silo of its meters and traces: /metrics on the health port, and OTLP to this machine's collector.</summary>
internal static class SiloTelemetry
{
    /// <summary>Where the health port shows the meters to Prometheus.</summary>
    public const string Path = "/metrics";

    private static readonly TimeSpan ExportPeriod = TimeSpan.FromSeconds(5);

    /// <summary>Adds what the settings ask for; nothing of it where nobody is to be told.</summary>
    public static IHostApplicationBuilder AddTelemetry(this IHostApplicationBuilder builder, SiloSettings settings)
    {
        builder.Services.AddMetrics();
        builder.Services.AddSingleton(services => new MeterBoard(
            services.GetRequiredService<IMeterFactory>(), TimeProvider.System, settings.Measures));
        if (!settings.Measures || (settings.HealthPort == 0 && settings.Otlp is null)) return builder;
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService(
            SiloSettings.ServiceId,
            serviceInstanceId: $"{settings.ClusterId}/{settings.Bind}:{settings.SiloPort}"));
        // One silo's own: a process may host several, and they make instruments of the same names.
        builder.Services.ConfigureOpenTelemetryMeterProvider((services, meters) => meters.AddView(instrument =>
            instrument.Meter.Scope is { } scope && scope != services.GetRequiredService<IMeterFactory>() ? MetricStreamConfiguration.Drop : null));
        telemetry.WithMetrics(meters =>
        {
            meters.AddMeter(NodeMeters.MeterName, MeterCatalog.Journal, MeterCatalog.Runtime, MeterCatalog.Orleans);
            // No cache: what is scraped is what is true.
            if (settings.HealthPort > 0) meters.AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 0);
            if (settings.Otlp is not { } otlp) return;
            meters.AddOtlpExporter((exporter, reader) =>
            {
                Aim(exporter, otlp, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)ExportPeriod.TotalMilliseconds;
            });
        });
        if (settings.Otlp is not { } collector) return builder;
        telemetry.WithTracing(traces => traces
            .AddSource(NodeMeters.MeterName, "Microsoft.Orleans.*")
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(settings.TracesPerThousand / 1000.0)))
            .AddOtlpExporter(exporter => Aim(exporter, collector, "v1/traces")));
        return builder.UseOrleans(silo => silo.AddActivityPropagation());
    }

    private static void Aim(OtlpExporterOptions exporter, Uri collector, string signal)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri(collector, signal);
    }
}
