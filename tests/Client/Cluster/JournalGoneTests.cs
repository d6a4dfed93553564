using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
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

    private static Task<TradingCommand> SubmitAsync(SiloOnDatabase silo, string id) => TradingCommand.Run(
        ["order", "submit", Book, "--side", "buy", "--price", "100", "--quantity", "1", "--id", id, .. silo.Flags]);

    /// <summary>How many orders the book shows; null while it shows nothing.</summary>
    private static async Task<int?> OrdersAsync(SiloOnDatabase silo)
    {
        var shown = await TradingCommand.Run(["book", "show", Book, "--json", .. silo.Flags]);
        return shown.Exit == ExitCode.Ok ? JsonDocument.Parse(shown.Out).RootElement.GetProperty("orders").GetInt32() : null;
    }
}
