using System;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using Trading.GrainInterfaces;
using Trading.Model;

namespace Trading.Client.Cluster;

/// <summary><c>trading market</c>: one instrument over all venues, live.</summary>
internal sealed class MarketCommand(Terminal terminal)
{
    private const string Description = """
        Watch the best bid and ask of a market over all its venues, live. On a terminal a table is kept up to date;
        otherwise every change that is seen becomes one line.

        Examples:
          trading market watch BTC-USDT
          trading market watch BTC-USDT --seconds 10 --count 100 --json
          trading market watch BTC-USDT --feed binance-spot:BTCUSDT --tape btcusdt.rpl.gz
          trading market watch BTC-USDT --feed binance-spot:BTCUSDT --tape btcusdt.rpl.gz --embedded --data-dir data

        With --tape the feed plays a tape of the silo's data directory, and watching ends with it. Without a feed there
        is nothing to see: an embedded silo has none unless --tape is given.
        """;

    private readonly ClusterFlags _flags = new();
    private readonly Argument<string> _market = new("market") { Description = "For example BTC-USDT." };
    private readonly Option<double?> _seconds = new("--seconds") { Description = "Stop after this time." };
    private readonly Option<int?> _count = new("--count") { Description = "Stop after this many changes." };
    private readonly Option<string?> _feed = new("--feed")
    {
        Description = "The venue's instrument that plays --tape.",
    };

    private readonly Option<string?> _tape = new("--tape")
    {
        Description = "A tape's name in the silo's data directory.",
    };

    /// <summary>The command and its verbs.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new MarketCommand(terminal);
        var watch = new Command("watch", Description)
        {
            command._market, command._seconds, command._count, command._feed, command._tape,
        };
        command._flags.AddTo(watch);
        watch.SetAction((parsed, stop) => command.RunAsync(parsed, stop));
        return new Command("market", "Market data of the cluster.") { watch };
    }

    private Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var market = parsed.GetValue(_market) ?? "";
        if (!GrainKey.IsMarket(market))
        {
            return Fail(ExitCode.BadInput, $"'{market}' is no market: write it as in BTC-USDT.");
        }

        var seconds = parsed.GetValue(_seconds);
        if (seconds is not null and not (> 0 and < 1e6)) return Fail(ExitCode.Usage, "--seconds must be positive.");
        if (parsed.GetValue(_count) is <= 0) return Fail(ExitCode.Usage, "--count must be positive.");
        var (feed, tape) = (parsed.GetValue(_feed), parsed.GetValue(_tape));
        if (feed is null != tape is null) return Fail(ExitCode.Usage, "--feed and --tape belong together.");
        InstrumentId source = default;
        if (feed is not null && !InstrumentId.Parse(feed).TryGet(out source, out _))
        {
            return Fail(ExitCode.BadInput, $"--feed {feed}: write exchange:symbol, as in binance-spot:BTCUSDT.");
        }

        var watch = new MarketWatch(terminal, market, _flags.IsJson(parsed))
        {
            Limit = seconds is { } limit ? TimeSpan.FromSeconds(limit) : null,
            CountMax = parsed.GetValue(_count) ?? int.MaxValue,
        };
        return _flags.WithClusterAsync(
            parsed, terminal, cluster => watch.RunAsync(cluster, tape is null ? null : (source, tape), stop), stop);
    }

    private Task<int> Fail(int exit, string message) => Task.FromResult(terminal.Fail(exit, message));
}
