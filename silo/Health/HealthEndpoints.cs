using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using Orleans.Runtime;

namespace Trading.Silo.Health;

/// <summary>
/// <c>/live</c> and <c>/ready</c> over HTTP on loopback. Live is local and cheap: the threads run. Ready is: take orders
/// here; the silo is active, not draining, and its store can be used. Where the silo measures itself, <c>/metrics</c> beside them
/// shows it to Prometheus.
/// </summary>
/// <param name="port">The loopback port; 0 for none.</param>
/// <param name="status">The silo's own status.</param>
/// <param name="lifetime">Tells when draining begins.</param>
/// <param name="watchdog">Tells whether the threads run.</param>
/// <param name="parts">Tell whether the store can be used.</param>
/// <param name="services">Have the meters, where there are any.</param>
internal sealed class HealthEndpoints(
    int port,
    ISiloStatusOracle status,
    IHostApplicationLifetime lifetime,
    Watchdog watchdog,
    SiloParts parts,
    IServiceProvider services) : IHostedService
{
    private const int ConnectionsMax = 64;
    private WebApplication? _server;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (port == 0) return;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLocalhost(port);
            kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
            kestrel.Limits.MaxRequestBodySize = 0;
        });
        _server = builder.Build();
        if (services.GetService<MeterProvider>() is { } meters)
        {
            _server.UseOpenTelemetryPrometheusScrapingEndpoint(
                meters, predicate: null, SiloTelemetry.Path, configureBranchedPipeline: null, optionsName: null);
        }

        _server.MapGet("/live", Live);
        _server.MapGet("/ready", ReadyAsync);
        await _server.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    private IResult Live() => watchdog.IsMoving ? Say(true, "live") : Say(false, "the silo's threads stand still");

    private async Task<IResult> ReadyAsync(CancellationToken cancellation)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return Say(false, "draining");
        if (status.CurrentStatus != SiloStatus.Active) return Say(false, $"the silo is {status.CurrentStatus}");
        return await parts.CheckAsync(cancellation) is { } problem ? Say(false, problem) : Say(true, "ready");
    }

    private static IResult Say(bool isWell, string words) =>
        Results.Text(words + "\n", statusCode: isWell ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
}
