using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Dashboard;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Trading.Silo.Dashboard;

/// <summary>Orleans' own dashboard over HTTP on loopback, behind <see cref="DashboardDoor"/>.</summary>
/// <param name="port">Its loopback port.</param>
/// <param name="token">What opens it.</param>
/// <param name="grains">The silo's grains, which know what it shows.</param>
/// <param name="status">Tells while they answer.</param>
/// <param name="time">Measures sessions.</param>
internal sealed class DashboardServer(
    int port, DashboardToken token, IGrainFactory grains, ISiloStatusOracle status, TimeProvider time) : IHostedService
{
    private const int ConnectionsMax = 64;
    private WebApplication? _server;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // An empty builder: no file and no variable can name other addresses, or show the text of an exception.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLocalhost(port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
            kestrel.Limits.MaxRequestBodySize = DashboardDoor.BodyBytesMax;
        });
        builder.Services.AddRouting();
        builder.Services.AddSingleton(grains);
        new PageServices(builder.Services, builder.Configuration).AddDashboard(DashboardParts.Configure);
        _server = builder.Build();
        var door = new DashboardDoor(port, token, new DashboardSessions(time));
        _server.Use(door.PassAsync);
        _server.Use(PassWhileActiveAsync);
        _server.MapOrleansDashboard();
        await _server.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    private Task PassWhileActiveAsync(HttpContext context, RequestDelegate next)
    {
        if (status.CurrentStatus == SiloStatus.Active) return next(context);
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }

    /// <summary>The page asks the silo's grains as a client would, and has nothing else of the silo.</summary>
    private sealed record PageServices(IServiceCollection Services, IConfiguration Configuration) : IClientBuilder;
}
