using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Trading.Client.Tests.Tape;
using Trading.Silo;
using Xunit;

namespace Trading.Client.Tests.Cluster;

/// <summary>What the commands do while the journal is gone.</summary>
public sealed class JournalGoneTests
{
    private const string Book = "sim:BTC-USDT";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_cancel_goes_first_and_alone_and_is_taken_while_orders_are_refused()
    {
        await using var silo = new SiloOnDatabase();
        await silo.InitializeAsync();
        Assert.Equal(ExitCode.Ok, (await SubmitAsync(silo, "1")).Exit);
        silo.KillDatabase();
        var refused = await SubmitAsync(silo, "2");
        Assert.Equal((ExitCode.CheckFailed, ""), (refused.Exit, refused.Out));
        Assert.Contains("journal cannot be reached now, and nothing was done", refused.Error);

        var canceled = await TradingCommand.Run(["order", "cancel", Book, "--id", "1", .. silo.Flags]);
        Assert.Equal((ExitCode.Ok, ""), (canceled.Exit, canceled.Error));
        Assert.Contains("the cancel is in the emergency log", canceled.Out);
        var again = await TradingCommand.Run(["order", "cancel", Book, "--id", "1", "--json", .. silo.Flags]);
        Assert.True(JsonDocument.Parse(again.Out).RootElement.GetProperty("emergency").GetBoolean());

        await silo.RestartDatabaseAsync();
        using var limit = new CancellationTokenSource(Deadline);
        while (await OrdersAsync(silo) != 0) limit.Token.ThrowIfCancellationRequested();
    }

    [Fact]
    public async Task A_halt_is_taken_and_comes_first_and_a_backtest_with_it_ends_as_the_session()
    {
        await using var silo = new SiloOnDatabase();
        await silo.InitializeAsync();
        using var folder = new TestFolder();
        var tape = Path.Combine(silo.DataDirectory, "two.rpl");
        string[] market = ["sim", "run", "--seed", "5", "--duration", "60s", "--symbols", "BTC-USDT,ETH-USDT", "--rate", "20", "--out", tape];
        Assert.Equal(ExitCode.Ok, (await TradingCommand.Run(market)).Exit);
        var playing = TradingCommand.Run(
            ["paper", "run", "--tape", tape, "--strategy", "market-making", "--strategy", "book-imbalance", "--session", "one", "--speed", "8x",
            "--check", "--data-dir", folder.File("data"), .. silo.SessionFlags]);
        string[] there = ["--session", "one", "--json", .. silo.Flags];
        await StatusAsync(there, status => status.GetProperty("round").GetInt64() > 20);

        silo.KillDatabase();
        var halted = await TradingCommand.Run(["operator", "halt", .. there]);
        Assert.Equal((ExitCode.Ok, ""), (halted.Exit, halted.Error));
        Assert.True(JsonDocument.Parse(halted.Out).RootElement.GetProperty("emergency").GetBoolean());
        var blind = await TradingCommand.Run(["operator", "status", .. there]);
        Assert.Equal((ExitCode.Environment, "error: the session's journal does not answer: StoreUnavailable.\n"), (blind.Exit, blind.Error));
        Assert.True(JsonDocument.Parse(blind.Out).RootElement.GetProperty("round").GetInt64() > 20);

        var top = await TradingCommand.Run(["top", .. there]);
        Assert.Equal((ExitCode.Environment, "error: the journal of session 'one' does not answer: StoreUnavailable.\n"), (top.Exit, top.Error));

        await silo.RestartDatabaseAsync();
        await StatusAsync(there, status => status.GetProperty("strategies").EnumerateArray()
            .All(strategy => strategy.GetProperty("tradingState").GetString() == "Halted"));
        var played = await playing;
        Assert.Equal(ExitCode.Ok, played.Exit);
        Assert.Contains("the backtest with 1 commands ends in the same trace hash", played.Error);
    }

    [Fact]
    public async Task Who_looks_at_a_cluster_sees_it_though_its_membership_is_in_the_database()
    {
        await using var silo = new SiloOnDatabase(SiloMode.Cluster);
        await silo.InitializeAsync();
        Assert.Equal(ExitCode.Ok, (await SubmitAsync(silo, "1")).Exit);
        silo.KillDatabase();
        var status = await TradingCommand.Run(["cluster", "status", "--json", .. silo.Flags]);
        Assert.Equal((ExitCode.Ok, ""), (status.Exit, status.Error));
        var seen = Assert.Single(JsonDocument.Parse(status.Out).RootElement.GetProperty("silos").EnumerateArray());
        Assert.Equal(("Active", 1), (seen.GetProperty("status").GetString(), seen.GetProperty("books").GetInt32()));
        var top = await TradingCommand.Run(["top", .. silo.Flags]);
        Assert.Equal((ExitCode.Ok, ""), (top.Exit, top.Error));
        Assert.Contains("main/sim:BTC-USDT", top.Out);
        // A silo leaves its cluster in the database.
        await silo.RestartDatabaseAsync();
    }

    private static async Task StatusAsync(string[] there, Func<JsonElement, bool> isReached)
    {
        using var limit = new CancellationTokenSource(Deadline);
        while (true)
        {
            var status = await TradingCommand.Run(["operator", "status", .. there]);
            if (status.Exit == ExitCode.Ok && isReached(JsonDocument.Parse(status.Out).RootElement)) return;
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    private static Task<TradingCommand> SubmitAsync(SiloOnDatabase silo, string id) => TradingCommand.Run(
        ["order", "submit", Book, "--side", "buy", "--price", "100", "--quantity", "1", "--id", id, .. silo.Flags]);

    /// <summary>How many orders the book shows; null while it shows nothing.</summary>
    private static async Task<int?> OrdersAsync(SiloOnDatabase silo)
    {
        var shown = await TradingCommand.Run(["book", "show", Book, "--json", .. silo.Flags]);
        return shown.Exit == ExitCode.Ok ? JsonDocument.Parse(shown.Out).RootElement.GetProperty("orders").GetInt32() : null;
    }
}
