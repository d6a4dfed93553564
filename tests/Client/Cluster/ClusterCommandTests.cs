using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using Trading.Client.Tests.Tape;
using Xunit;

namespace Trading.Client.Tests.Cluster;

public sealed class ClusterCommandTests(RunningSilo silo) : IClassFixture<RunningSilo>
{
    private const string Book = "sim:BTC-USDT";

    [Fact]
    public async Task Orders_are_submitted_replaced_traded_and_canceled()
    {
        var submitted = await Run(
            "orders", "order", "submit", Book, "--side", "sell", "--price", "61001", "--quantity", "0.5", "--id", "7");
        Assert.Equal(
            """
            Accepted order 7: Sell 0.5 @ 61001, leaves 0.5, Accepted

                bid quantity             bid             ask    ask quantity
                                                       61001             0.5

            """.ReplaceLineEndings("\n"),
            submitted.Out);
        var traded = await Run(
            "orders", "order", "submit", Book, "--side", "buy", "--type", "market", "--quantity", "0.2", "--id", "8");
        Assert.Contains("Trade order 8: Buy 0.2 @ 61001, leaves 0, Filled, maker order 7\n", traded.Out);
        var replaced = await Run(
            "orders", "order", "replace", Book, "--id", "7", "--price", "61002.5", "--quantity", "0.4");
        Assert.StartsWith("Replaced order 7: Sell 0.4 @ 61002.5, leaves 0.2, PartiallyFilled\n", replaced.Out);
        var canceled = await Run("orders", "order", "cancel", Book, "--id", "7");
        Assert.Contains("Canceled (CancelRequested)", canceled.Out);
        Assert.All(
            [submitted, traded, replaced, canceled], run => Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error)));
        var again = await Run("orders", "order", "cancel", Book, "--id", "7");
        Assert.Equal(ExitCode.CheckFailed, again.Exit);
        Assert.StartsWith("CancelRejected order 7: Rejected (UnknownOrder)\n", again.Out);
    }

    [Fact]
    public async Task A_book_is_shown_as_text_and_as_json()
    {
        foreach (var price in new[] { "60999", "60998.5", "60998" })
        {
            await Run("show", "order", "submit", Book, "--side", "buy", "--price", price, "--quantity", "1");
        }

        var text = await Run("show", "book", "show", Book, "--depth", "2");
        Assert.Equal(
            [
                "    bid quantity             bid             ask    ask quantity",
                "               1           60999",
                "               1         60998.5",
            ],
            text.Out.Split('\n')[2..^1]);
        var json = JsonDocument.Parse((await Run("show", "book", "show", Book, "--json")).Out).RootElement;
        Assert.Equal((Book, 3), (json.GetProperty("instrument").GetString(), json.GetProperty("orders").GetInt32()));
        Assert.Equal("60998", json.GetProperty("bids")[2].GetProperty("price").GetString());
        Assert.Equal(32, json.GetProperty("stateHash").GetString()?.Length);
    }

    [Fact]
    public async Task A_book_without_orders_is_empty()
    {
        var run = await Run("empty", "book", "show", Book);
        Assert.Equal(ExitCode.Ok, run.Exit);
        Assert.EndsWith("(empty)\n", run.Out);
    }

    [Fact]
    public async Task A_market_is_watched_while_a_tape_plays()
    {
        var run = await Run(
            "watch", "market", "watch", "BTC-USDT", "--feed", "binance-spot:BTCUSDT",
            "--tape", Path.GetFileName(SampleTape.Path), "--json");
        Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
        var last = JsonDocument.Parse(run.Out.Split('\n')[^2]).RootElement;
        Assert.Equal("61699.9", last.GetProperty("bid").GetProperty("price").GetString());
        Assert.Equal("61700.2", last.GetProperty("ask").GetProperty("price").GetString());
        Assert.Equal("Healthy", last.GetProperty("health").GetString());
    }

    [Fact]
    public async Task Watching_ends_after_a_time_or_a_count()
    {
        var timed = await Run("quiet", "market", "watch", "ETH-USDT", "--seconds", "0.2");
        Assert.Equal((ExitCode.Ok, "- ETH-USDT Down bid - ask - events 0\n"), (timed.Exit, timed.Out));
        var counted = await Run("quiet", "market", "watch", "ETH-USDT", "--count", "1");
        Assert.Equal(timed.Out, counted.Out);
    }

    [Fact]
    public async Task The_status_counts_silos_and_grains()
    {
        await Run("status", "book", "show", Book);
        var json =
            JsonDocument.Parse((await Run("status", "cluster", "status", "--json")).Out).RootElement.GetProperty(
                "silos");
        Assert.Equal("Active", json[0].GetProperty("status").GetString());
        Assert.True(json[0].GetProperty("books").GetInt32() > 0);
    }

    [Fact]
    public async Task An_embedded_silo_takes_an_order_and_shows_it()
    {
        using var data = new TemporaryData();
        var run = await TradingCommand.Run([.. Submit("1", "100"), "--embedded", "--data-dir", data.Path, "--json"]);
        Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
        var json = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal("Accepted", json.GetProperty("reports")[0].GetProperty("status").GetString());
        Assert.Equal("100", json.GetProperty("book").GetProperty("bids")[0].GetProperty("price").GetString());
    }

    [Fact]
    public async Task The_next_embedded_silo_has_the_books_of_the_one_before()
    {
        using var data = new TemporaryData();
        string[] embedded = ["--embedded", "--data-dir", data.Path];
        Assert.Equal(ExitCode.Ok, (await TradingCommand.Run([.. Submit("1", "100"), .. embedded])).Exit);
        Assert.Equal(ExitCode.Ok, (await TradingCommand.Run([.. Submit("2", "101"), .. embedded])).Exit);
        var shown = await TradingCommand.Run(["book", "show", Book, "--json", .. embedded]);
        var json = JsonDocument.Parse(shown.Out).RootElement;
        Assert.Equal(2, json.GetProperty("orders").GetInt32());
        var canceled = await TradingCommand.Run(["order", "cancel", Book, "--id", "1", .. embedded]);
        Assert.Equal((ExitCode.Ok, ""), (canceled.Exit, canceled.Error));
        Assert.True(File.Exists(System.IO.Path.Combine(data.Path, "config.db")));
        var forgetful = await TradingCommand.Run(["book", "show", Book, "--store", "memory", .. embedded]);
        Assert.EndsWith("(empty)\n", forgetful.Out);
    }

    [Fact]
    public async Task Two_embedded_silos_do_not_share_a_data_directory()
    {
        using var data = new TemporaryData();
        var first = await Client.Cluster.ClusterConnection.EmbedAsync(
            "main", data.Path, Trading.Silo.StoreKind.File, TestContext.Current.CancellationToken);
        Assert.True(first.TryGet(out var connection, out var error), error);
        await using (connection)
        {
            var second = await TradingCommand.Run("book", "show", Book, "--embedded", "--data-dir", data.Path);
            Assert.Equal((ExitCode.Environment, ""), (second.Exit, second.Out));
            Assert.Contains("another process", second.Error);
        }
    }

    [Fact]
    public async Task Without_a_silo_the_command_says_how_to_start_one()
    {
        var run = await TradingCommand.Run("book", "show", Book, "--gateway-port", "1");
        Assert.Equal((ExitCode.Environment, ""), (run.Exit, run.Out));
        Assert.Contains("dotnet run -c Release --project silo", run.Error);
    }

    [Theory]
    [InlineData(ExitCode.BadInput, "book", "show", "BTC-USDT")]
    [InlineData(ExitCode.BadInput, "book", "show", "binance-spot:BTCUSDT")]
    [InlineData(ExitCode.BadInput, "market", "watch", "btc")]
    [InlineData(ExitCode.BadInput, "market", "watch", "BTC-USDT", "--feed", "nothing", "--tape", "a.rpl")]
    [InlineData(ExitCode.Usage, "market", "watch", "BTC-USDT", "--tape", "a.rpl")]
    [InlineData(ExitCode.Usage, "market", "watch", "BTC-USDT", "--count", "0")]
    [InlineData(ExitCode.Usage, "book", "show", Book, "--depth", "-1")]
    [InlineData(ExitCode.Usage, "book", "show", Book, "--session", "Bad/Name")]
    [InlineData(ExitCode.Usage, "book", "show", Book, "--gateway-port", "70000")]
    [InlineData(ExitCode.Usage, "order", "submit", Book, "--side", "left", "--price", "1", "--quantity", "1")]
    [InlineData(ExitCode.Usage, "order", "submit", Book, "--side", "buy", "--quantity", "1")]
    [InlineData(ExitCode.Usage, "order", "submit", Book, "--side", "buy", "--price", "1.001", "--quantity", "1")]
    [InlineData(ExitCode.Usage, "order", "submit", Book, "--side", "buy", "--price", "1", "--quantity", "many")]
    [InlineData(ExitCode.Usage, "order", "submit", Book, "--side", "buy", "--price", "1", "--quantity", "1",
        "--trigger", "1")]
    [InlineData(ExitCode.Usage, "order", "submit", Book, "--side", "buy", "--price", "1", "--quantity", "1",
        "--tif", "gtd")]
    [InlineData(ExitCode.Usage, "order", "submit", Book, "--side", "buy", "--price", "1", "--quantity", "1",
        "--stp", "1")]
    [InlineData(ExitCode.Usage, "order", "cancel", Book)]
    public async Task Wrong_words_and_numbers_are_told_before_a_cluster_is_looked_for(int exit, params string[] args)
    {
        var run = await TradingCommand.Run(args);
        Assert.Equal((exit, ""), (run.Exit, run.Out));
        Assert.NotEqual("", run.Error);
    }

    [Theory]
    [InlineData("cluster", "status")]
    [InlineData("book", "show")]
    [InlineData("order", "submit")]
    [InlineData("order", "cancel")]
    [InlineData("order", "replace")]
    [InlineData("market", "watch")]
    public async Task Every_command_has_help_with_an_example(string command, string verb)
    {
        var run = await TradingCommand.Run(command, verb, "--help");
        Assert.Equal(ExitCode.Ok, run.Exit);
        Assert.Contains($"trading {command} {verb}", run.Out);
        Assert.Contains("--embedded", run.Out);
    }

    private static string[] Submit(string id, string price) =>
        ["order", "submit", Book, "--side", "buy", "--price", price, "--quantity", "2", "--id", id];

    private Task<TradingCommand> Run(string session, params string[] args) =>
        TradingCommand.Run([.. args, .. silo.Flags(session)]);
}
