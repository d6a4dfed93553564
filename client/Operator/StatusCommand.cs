using System.Collections.Generic;
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

    /// <summary>Tells that there is no such session.</summary>
    public static int NoSession(Terminal terminal, ClusterConnection cluster) =>
        terminal.Fail(ExitCode.BadInput, $"the cluster has no session '{cluster.Session}': name one with --session.");

    private async Task<int> StatusAsync(ClusterConnection cluster, ParseResult parsed)
    {
        var known = await SessionLookup.AskAsync(cluster.Desk);
        if (known.IsAbsent) return NoSession(terminal, cluster);
        var status = await cluster.Desk.Status();
        // A desk that was called up while the journal is gone knows nothing.
        if (status.IsOpen) Show(cluster.Session, status, known.Header, await StrategiesAsync(cluster, known.Header), _flags.IsJson(parsed));
        return known.Header is null ? terminal.Fail(ExitCode.Environment, $"the session's journal does not answer: {known.Status}.") : ExitCode.Ok;
    }

    private static async Task<IReadOnlyList<StrategyStatus?>> StrategiesAsync(ClusterConnection cluster, SessionHeader? header) =>
        header is null ? [] : await new PaperSession(cluster.Client, cluster.Session, header).StrategiesAsync();

    /// <summary>What is known of it; of strategies nothing without the header, which names them.</summary>
    private void Show(string session, DeskStatus status, SessionHeader? header, IReadOnlyList<StrategyStatus?> strategies, bool isJson)
    {
        if (isJson)
        {
            terminal.WriteJson(new
            {
                session,
                isDone = status.IsDone,
                round = status.Round,
                timeNs = status.TimeNs,
                waitingCommands = status.WaitingCommands,
                problem = status.Problem,
                strategies = header is null ? [] : strategies.Select((each, i) => Document(header.Config, header.Config.Strategies[i].Name, each)),
            });
            return;
        }

        terminal.Out.WriteLine($"session {session}: {(status.IsDone ? "at its end" : "running")}, round {status.Round}");
        if (status.Problem.Length > 0) terminal.Out.WriteLine("problem: " + status.Problem);
        if (header is not null) terminal.Rich.Write(Table(header.Config, strategies));
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

    private static Table Table(DeskConfig config, IReadOnlyList<StrategyStatus?> strategies)
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
