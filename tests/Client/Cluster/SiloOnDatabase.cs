using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Trading.Client.Cluster;
using Trading.Journal.Postgres;
using Trading.Silo;
using Xunit;

namespace Trading.Client.Tests.Cluster;

/// <summary>A silo of this process whose journal is in a private database, which a test may end.</summary>
/// <param name="mode">In a cluster the membership is in the database too.</param>
internal sealed class SiloOnDatabase(SiloMode mode = SiloMode.Embedded) : IAsyncLifetime
{
    private readonly TemporaryData _data = new();
    private PrivatePostgres? _server;
    private SiloParts? _parts;
    private IHost? _host;
    private int _gatewayPort;

    /// <summary>The flags that name the silo.</summary>
    public string[] Flags => ["--gateway-port", $"{_gatewayPort}"];

    /// <summary>The flags of a session on it.</summary>
    public string[] SessionFlags => ["--connect", $"{_gatewayPort}"];

    /// <summary>Where it looks for tapes.</summary>
    public string DataDirectory => _data.Path;

    public async ValueTask InitializeAsync()
    {
        var started = await PrivatePostgres.StartAsync(CancellationToken.None);
        Assert.True(started.TryGet(out _server, out var problem), problem?.Message);
        var (siloPort, gatewayPort) = EmbeddedSilo.FreePorts();
        _gatewayPort = gatewayPort;
        var settings = new SiloSettings
        {
            Mode = mode,
            SiloPort = siloPort,
            GatewayPort = gatewayPort,
            DataDirectory = _data.Path,
            Store = StoreKind.Postgres,
            KeepsJournal = true,
            Connection = _server.ConnectionString,
        };
        Assert.True(SiloParts.Make(settings).TryGet(out _parts, out var wrong), wrong);
        Assert.True(_parts.Database is { } database && (await PostgresSchema.ApplyAsync(database, CancellationToken.None)).IsOk);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.AddTradingSilo(settings, _parts);
        _host = builder.Build();
        await _host.StartAsync(CancellationToken.None);
    }

    /// <summary>Ends the database as a crash would.</summary>
    public void KillDatabase() => _server?.Kill();

    /// <summary>Brings it back.</summary>
    public async Task RestartDatabaseAsync()
    {
        if (_server is not null) Assert.Null(await _server.RestartAsync(CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.StopAsync();
        _host?.Dispose();
        if (_parts is not null) await _parts.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        _data.Dispose();
    }
}
