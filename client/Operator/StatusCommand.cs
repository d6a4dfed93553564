using System.CommandLine;
using System.Linq;
using System.Threading.Tasks;
using Spectre.Console;
using Trading.Client.Backtest;
using Trading.Client.Cluster;
using Trading.Client.Paper;
using Trading.Desk;
using Trading.GrainInterfaces;
using Trading.Model;

namespace Trading.Client.Operator;

/// <summary><c>trading operator status</c>: how a session stands.</summary>
internal sealed class StatusCommand(Terminal terminal)
{
    private const string Description = """
        What the session's strategies may trade, hold and have made.

        Example:
          trading operator status --session paper-1

        Exit codes: 0 ok, 2 usage, 3 no such session, 4 the cluster does not answer.
        """;

    private readonly ClusterFlags _flags = new();

    /// <summary>The command.</summary>
    public Command Create()
    {
        var command = new Command("status", Description);
        _flags.AddTo(command);
        command.SetAction((parsed, stop) => _flags.WithClusterAsync(parsed, terminal, cluster => StatusAsync(cluster, parsed), stop));
        return command;
    }

    /// <summary>The session's header; null when the cluster has no such session.</summary>
    public static async Task<SessionHeader?> HeaderAsync(ClusterConnection cluster) =>
        SessionHeader.Decode(await cluster.Client.GetGrain<IDeskGrain>($"{cluster.Session}/{IDeskGrain.Name}").Header());

    /// <summary>Tells that there is no such session.</summary>
    public static int NoSession(Terminal terminal, ClusterConnection cluster) =>
        terminal.Fail(ExitCode.BadInput, $"the cluster has no session '{cluster.Session}': name one with --session.");

    private async Task<int> StatusAsync(ClusterConnection cluster, ParseResult parsed)
    {
        if (await HeaderAsync(cluster) is not { } header) return NoSession(terminal, cluster);
        var session = new PaperSession(cluster.Client, cluster.Session, header);
        var (status, strategies) = (await session.Desk.Status(), await session.StrategiesAsync());
        if (_flags.IsJson(parsed))
        {
            terminal.WriteJson(new
            {
                session = cluster.Session,
                isDone = status.IsDone,
                round = status.Round,
                timeNs = status.TimeNs,
                waitingCommands = status.WaitingCommands,
                problem = status.Problem,
                strategies = strategies.Select((each, i) => Document(header.Config, header.Config.Strategies[i].Name, each)),
            });
            return ExitCode.Ok;
        }

        terminal.Out.WriteLine($"session {cluster.Session}: {(status.IsDone ? "at its end" : "running")}, round {status.Round}");
        if (status.Problem.Length > 0) terminal.Out.WriteLine("problem: " + status.Problem);
        terminal.Rich.Write(Table(header.Config, [.. strategies]));
        return ExitCode.Ok;
    }

    private static object Document(DeskConfig config, string name, StrategyStatus? status) => new
    {
        name,
        stage = $"{status?.Stage}",
        tradingState = $"{status?.TradingState}",
        reason = $"{status?.StateReason}",
        openOrders = status?.OpenOrders,
        denied = status?.Denied,
        positions = status?.Positions.Select(position => new
        {
            instrument = $"{config.Listings[position.Instrument].Instrument.Id}",
            quantity = DecimalText.ToString(position.Quantity.Units, config.Listings[position.Instrument].Instrument.QuantityScale),
            realizedPnl = $"{position.RealizedPnl}",
            unrealizedPnl = position.UnrealizedPnl?.ToString(),
            fees = $"{position.Fees}",
        }),
    };

    private static Table Table(DeskConfig config, StrategyStatus?[] strategies)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("strategy", "stage", "may trade", "instrument", "position", "pnl", "open", "denied");
        foreach (var (status, setup) in strategies.Zip(config.Strategies))
        {
            if (status is null) table.AddRow(setup.Name, "does not answer", "", "", "", "", "", "");
            foreach (var position in status?.Positions ?? [])
            {
                var rules = config.Listings[position.Instrument].Instrument;
                table.AddRow(
                    setup.Name,
                    $"{status?.Stage}",
                    $"{status?.TradingState}",
                    $"{rules.Id}",
                    DecimalText.ToString(position.Quantity.Units, rules.QuantityScale),
                    BacktestReport.Text(position.RealizedPnl + (position.UnrealizedPnl ?? Money.Zero)),
                    $"{status?.OpenOrders}",
                    $"{status?.Denied}");
            }
        }

        return table;
    }
}
