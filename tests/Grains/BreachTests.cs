using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Trading.Durable;
using Trading.Exchange;
using Trading.GrainInterfaces;
using Trading.Grains;
using Trading.Journal;
using Trading.Silo;
using Xunit;

namespace Trading.Tests.Grains;

/// <summary>A grain whose node breaks an invariant stands still and says so; others go on.</summary>
public sealed class BreachTests : IDisposable
{
    private const string Instrument = "sim:BTC-USDT";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("trading-breach-");
    private readonly ListedEmergencyLog _emergency = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_grain_is_halted_with_a_sample_and_a_count_and_another_goes_on()
    {
        await using var cluster = await StartAsync();
        var key = TradingCluster.BookKey(Instrument);
        var grain = cluster.Client.GetGrain<ITrippedGrain>(key);
        Assert.Equal(ReplyStatus.Answered, (await grain.Execute(new NodeCall("trader", 1, BookCall.Configure(Flow.Rules(Instrument))))).Status);
        Assert.Equal(ReplyStatus.Answered, (await grain.Execute(new NodeCall("trader", 2, BookCall.Commands([Flow.Resting(1)])))).Status);
        var tripping = new NodeCall(TrippedBook.Tripper, 1, BookCall.Commands([Flow.Resting(2)]));
        Assert.Equal(ReplyStatus.InvariantBroken, (await grain.Execute(tripping)).Status);
        Assert.Equal(ReplyStatus.InvariantBroken, (await grain.Execute(new NodeCall("trader", 3, BookCall.Commands([Flow.Resting(3)])))).Status);
        // What only takes risk away is kept for when an operator has acted.
        var cancel = new BookCommand { Kind = BookCommandKind.Cancel, OrderId = 1 };
        Assert.Equal(ReplyStatus.Emergency, (await grain.Execute(new NodeCall("operator", 1, BookCall.Commands([cancel])))).Status);
        Assert.Equal(["operator"], _emergency.Unsettled(key).Select(call => call.Client));

        var other = new BookClient(cluster.Book("sim:ETH-USDT"), "trader");
        Assert.True((await other.ConfigureAsync(Flow.Rules("sim:ETH-USDT"))).IsOk);
        var figures = await cluster.Client.GetGrain<IProbeGrain>(0).Figures();
        Assert.Equal(1, Assert.Single(
            figures.Meters, figure => figure is { Name: "trading.invariant.violations", Tags: "invariant=untouched" }).Value);

        using var sample = JsonDocument.Parse(await File.ReadAllTextAsync(
            Assert.Single(_folder.GetFiles()).FullName, TestContext.Current.CancellationToken));
        Assert.Equal((key, 999, 2), (
            sample.RootElement.GetProperty("node").GetString(),
            sample.RootElement.GetProperty("invariant").GetInt32(),
            sample.RootElement.GetProperty("committedBlock").GetInt32()));
        var input = Assert.Single(sample.RootElement.GetProperty("inputs").EnumerateArray().ToArray());
        Assert.Equal(tripping.Payload, input.GetProperty("payload").GetBytesFromBase64());
        Assert.True(BlockHeader.Open(sample.RootElement.GetProperty("block").GetBytesFromBase64()).IsOk);
    }

    private Task<TradingCluster> StartAsync() => TradingCluster.StartAsync(
        1,
        stores: tables => new NodeStores(tables, _emergency)
        {
            Samples = new BreachFiles(_folder.FullName, TimeProvider.System, NullLogger<BreachFiles>.Instance),
        });
}
