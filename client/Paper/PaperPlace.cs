using System;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Orleans;
using Trading.Client.Cluster;
using Trading.Desk;
using Trading.Model;
using Trading.Silo;

namespace Trading.Client.Paper;

/// <summary>Where a session lives: silos of this process, or silos that run already.</summary>
/// <param name="grains">Finds its grains.</param>
/// <param name="gatewayPort">The loopback port on which it takes operators.</param>
/// <param name="owned">What ends with the command.</param>
internal sealed class PaperPlace(IGrainFactory grains, int gatewayPort, IAsyncDisposable owned) : IAsyncDisposable
{
    /// <summary>Finds its grains.</summary>
    public IGrainFactory Grains => grains;

    /// <summary>The loopback port on which it takes operators.</summary>
    public int GatewayPort => gatewayPort;

    /// <summary>What became of market data on its way; null where nothing was done to it.</summary>
    public StreamLoss? Loss { get; init; }

    /// <summary>Leaves it; silos of this process end.</summary>
    public ValueTask DisposeAsync() => owned.DisposeAsync();
}

/// <summary>The flags that say where a session lives.</summary>
internal sealed class PaperPlaceFlags
{
    private readonly Option<int> _silos = new("--silos") { Description = "Silos in this process, 1 to 8.", DefaultValueFactory = _ => 1 };

    private readonly Option<ulong?> _shuffle = new("--shuffle")
    {
        Description = "Hold grain calls up for times drawn with this seed: nothing may change.",
    };

    private readonly Option<ulong?> _lossy = new("--lossy")
    {
        Description = "Drop, repeat and reorder market data on its way, as drawn with this seed: nothing may change.",
    };

    private readonly Option<int?> _gateway = new("--gateway-port")
    {
        Description = $"Loopback port for operators (default {SiloSettings.DefaultGatewayPort}, or a free one when it is taken).",
    };

    private readonly Option<int[]> _connect = new("--connect")
    {
        Description = "Play on silos that run already: the loopback gateway port of one; may be repeated, so that one may die. They need "
            + "the tape in their data directories and --keep-journal true.",
    };

    private readonly Option<string> _clusterId = new("--cluster-id")
    {
        Description = "With --connect: the running cluster's name.",
        DefaultValueFactory = _ => SiloSettings.DefaultClusterId,
    };

    /// <summary>Adds the flags to a command.</summary>
    public void AddTo(Command command)
    {
        _silos.Require(value => value is >= 1 and <= 8, "--silos must lie between 1 and 8.");
        foreach (var option in (Option[])[_silos, _shuffle, _lossy, _gateway, _connect, _clusterId]) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_connect) is not { Length: > 0 } ports) return;
            if (ports.Any(port => port is < 1 or > 65_535)) result.AddError("--connect: use ports from 1 to 65535.");
            if (result.GetResult(_silos) is { Implicit: false } || result.GetValue(_shuffle) is not null || result.GetValue(_lossy) is not null
                || result.GetValue(_gateway) is not null)
            {
                result.AddError("--connect: the silos run already; --silos, --shuffle, --lossy and --gateway-port are for those of this process.");
            }
        });
    }

    /// <summary>Goes there.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="dataDirectory">The folder of the journal, for silos of this process.</param>
    /// <param name="tape">What feeds may play, in silos of this process.</param>
    /// <param name="host">What sessions find in silos of this process.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<Result<PaperPlace, string>> OpenAsync(
        ParseResult parsed, string dataDirectory, PaperTape tape, SessionHost host, CancellationToken stop)
    {
        if (parsed.GetValue(_connect) is { Length: > 0 } ports)
        {
            var connected = await RemoteCluster.ConnectAsync(ports, parsed.GetRequiredValue(_clusterId), stop);
            return connected.TryGet(out var remote, out var problem) ? new PaperPlace(remote.Client, ports[0], remote) : problem;
        }

        var started = await PaperCluster.StartAsync(
            parsed.GetValue(_silos), parsed.GetValue(_gateway), dataDirectory, tape, host,
            new PaperTrouble(parsed.GetValue(_shuffle), parsed.GetValue(_lossy)), stop);
        return started.TryGet(out var cluster, out var refusal)
            ? new PaperPlace(cluster.Grains, cluster.GatewayPort, cluster) { Loss = cluster.Loss }
            : refusal;
    }
}
