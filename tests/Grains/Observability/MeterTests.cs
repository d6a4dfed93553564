using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Trading.Durable;
using Trading.Exchange;
using Trading.GrainInterfaces;
using Trading.Grains;
using Trading.Model;
using Trading.Tests.Grains.Desk;
using Xunit;

namespace Trading.Tests.Grains.Observability;

/// <summary>What a silo's meters say after things whose number is known.</summary>
public sealed class MeterTests
{
    private const string Instrument = "sim:BTC-USDT";

    [Fact]
    public async Task Calls_blocks_reports_and_rejects_are_counted()
    {
        await using var cluster = await TradingCluster.StartAsync(1);
        var book = new BookClient(cluster.Book(Instrument), "trader");
        await book.ConfigureAsync(Flow.Rules(Instrument));
        for (ulong order = 1; order <= 3; order++) Assert.True((await book.ExecuteAsync(BookCall.Commands([Flow.Resting(order)]))).IsOk);
        Assert.True((await book.ExecuteAsync(BookCall.Commands([Flow.Resting(3), Flow.Resting(3)]))).IsOk);
        var figures = await FiguresAsync(cluster);
        Assert.Equal(3, Value(figures, "trading.book.reports", "kind=accepted"));
        Assert.Equal(2, Value(figures, "trading.book.reports", "kind=rejected"));
        Assert.Equal(2, Value(figures, "trading.book.rejects", "reason=duplicate-order-id"));
        Assert.Equal(5, Of(figures, "trading.node.call.duration", "status=answered")?.Count);
        Assert.Equal(5, Value(figures, "trading.node.block.inputs"));
        Assert.Equal(5, Of(figures, "trading.node.turn.duration")?.Count);
        Assert.Equal(5, Of(figures, "trading.journal.append.duration", "outcome=committed")?.Count);
        Assert.Equal((1, 0), (Value(figures, "trading.node.active"), Value(figures, "trading.node.queue.depth")));
        var node = Assert.Single(figures.Nodes);
        Assert.Equal(("test/" + Instrument, 5, 5, 5, 0), (node.Key, node.Calls, node.Inputs, node.Blocks, node.Waiting));
    }

    [Fact]
    public async Task One_call_of_sixteen_is_timed_by_what_its_commands_did()
    {
        await using var cluster = await TradingCluster.StartAsync(1);
        var book = new BookClient(cluster.Book(Instrument), "trader");
        await book.ConfigureAsync(Flow.Rules(Instrument));
        var order = 0UL;
        foreach (var work in new[] { "insert", "match", "cancel", "mixed" })
        {
            // The calls that are timed are the first, the 17th and so on; the first gave the book its rules.
            for (var call = 1; call < 16; call++) await Send(Flow.Resting(++order));
            var resting = Flow.Resting(++order);
            var taker = resting with { OrderId = ++order, Side = resting.Side == Side.Buy ? Side.Sell : Side.Buy };
            var cancel = new BookCommand { Kind = BookCommandKind.Cancel, OrderId = 1 };
            await Send(work switch { "insert" => [resting], "match" => [resting, taker], "cancel" => [cancel], _ => [resting, cancel] });
            var timed = (await FiguresAsync(cluster)).Meters.Where(figure => figure.Name == "trading.book.command.duration").ToArray();
            Assert.Equal(1, timed.Single(figure => figure.Tags == "kind=" + work).Count);
        }

        async Task Send(params BookCommand[] commands) => Assert.True((await book.ExecuteAsync(BookCall.Commands(commands))).IsOk);
    }

    [Fact]
    public async Task Fencing_recovery_and_snapshots_are_counted()
    {
        await using var cluster = await TradingCluster.StartAsync(1);
        var book = cluster.Book(Instrument);
        await new BookClient(book, "rules").ConfigureAsync(Flow.Rules(Instrument));
        cluster.TakeEpoch(Instrument);
        var call = new NodeCall("trader", 1, Flow.Batch(1, 10));
        await Wait.UntilAsync(() => book.Execute(call), reply => reply.Status == ReplyStatus.Answered);
        var fenced = await FiguresAsync(cluster);
        Assert.Equal(1, Value(fenced, "trading.node.fenced"));
        Assert.Equal(1, Of(fenced, "trading.journal.append.duration", "outcome=fenced")?.Count);
        Assert.Equal(2, Of(fenced, "trading.node.recovery.duration", "status=opened")?.Count);
        Assert.Equal(1, Value(fenced, "trading.node.recovery.blocks"));
        await cluster.DeactivateAsync(book);
        var left = await FiguresAsync(cluster);
        Assert.Equal(1, Value(left, "trading.node.snapshots", "outcome=committed"));
        Assert.Equal(0, Value(left, "trading.node.active"));
        Assert.Empty(left.Nodes);
    }

    [Fact]
    public async Task Deliveries_that_are_lost_are_counted_as_sent_again()
    {
        var links = new FaultyLinks { IsCut = true };
        await using var cluster = await TradingCluster.StartAsync(1, links: links.Over);
        var traced = new ConcurrentBag<string>();
        using var listener = Listen(activity => traced.Add($"{activity.OperationName} {activity.GetTagItem("trading.target")}"));
        var relay = cluster.Client.GetGrain<IRelayGrain>("a");
        var sent = await relay.Execute(new NodeCall("test", 1, RelayNode.SendTo(RelayNode.NameOf("b"), 5)));
        Assert.Equal(ReplyStatus.Answered, sent.Status);
        await Wait.UntilAsync(() => FiguresAsync(cluster), figures => Value(figures, "trading.node.resends") >= 2);
        links.IsCut = false;
        await Wait.UntilAsync(() => FiguresAsync(cluster), figures => Of(figures, "trading.node.delivery.duration", "status=delivered")?.Count >= 5);
        Assert.Contains("deliver " + RelayNode.NameOf("b"), traced);
    }

    [Fact]
    public async Task Rounds_messages_and_market_events_of_a_session_are_counted()
    {
        var header = DeskFixture.Header();
        await using var cluster = await TradingCluster.StartAsync(1, DeskFixture.Tapes());
        var traced = new ConcurrentBag<string>();
        using var listener = Listen(activity => traced.Add(activity.OperationName));
        var desk = cluster.Client.GetGrain<IDeskGrain>($"test/{IDeskGrain.Name}");
        Assert.Equal(Trading.Desk.SessionCode.Opened, (await desk.Play(new DeskPlay(header.Encode()))).Code);
        var status = await Wait.UntilAsync(desk.Status, status => status.IsDone);
        var figures = await FiguresAsync(cluster);
        Assert.Equal(status.Round - 1, Of(figures, "trading.session.round.duration")?.Count);
        Assert.True(Value(figures, "trading.session.messages", "kind=order") > 0);
        Assert.True(Value(figures, "trading.session.messages", "kind=report") > 0);
        Assert.True(Value(figures, "trading.market.events") > 0);
        Assert.Equal(0, figures.Meters.Where(figure => figure.Name == "trading.invariant.violations").Sum(figure => figure.Value));
        Assert.Contains("round", traced);
    }

    [Fact]
    public async Task Silos_of_one_process_measure_each_their_own()
    {
        await using var cluster = await TradingCluster.StartAsync(2);
        var book = new BookClient(cluster.Book(Instrument), "trader");
        await book.ConfigureAsync(Flow.Rules(Instrument));
        var counts = cluster.Silos.Select(silo => silo.ServiceProvider.GetRequiredService<MeterBoard>().Figures()
            .FirstOrDefault(figure => figure.Name == "trading.node.call.duration")?.Count ?? 0);
        Assert.Equal([0, 1], counts.Order());
    }

    [Fact]
    public async Task A_board_that_is_off_hears_nothing()
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var board = new MeterBoard(services.GetRequiredService<IMeterFactory>(), TimeProvider.System, isOn: false);
        new NodeMeters(services.GetRequiredService<IMeterFactory>(), board).Resent();
        Assert.Empty(board.Figures());
    }

    [Fact]
    public async Task The_instruments_are_those_of_the_table()
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = services.GetRequiredService<IMeterFactory>();
        var made = new System.Collections.Generic.List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                var isOwn = instrument.Meter.Scope == factory;
                if (isOwn || instrument.Meter.Name is MeterCatalog.Journal) made.Add($"{instrument.Meter.Name} {instrument.Name} {instrument.Unit}");
            },
        };
        using var board = new MeterBoard(factory, TimeProvider.System);
        _ = new NodeMeters(factory, board);
        // The journal's are made when a journal first syncs.
        System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(
            typeof(Trading.Journal.Files.FileBlockTables).Assembly.GetType("Trading.Journal.Files.JournalMeters", throwOnError: true)?.TypeHandle ?? default);
        listener.Start();
        Assert.Equal(
            MeterCatalog.All.Where(row => row.Meter != MeterCatalog.Runtime).Select(row => $"{row.Meter} {row.Name} {row.Unit}").Order(StringComparer.Ordinal),
            made.Order(StringComparer.Ordinal));
    }

    private static ActivityListener Listen(Action<Activity> ended)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == NodeMeters.MeterName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static Task<SiloFigures> FiguresAsync(TradingCluster cluster) => cluster.Client.GetGrain<IProbeGrain>(0).Figures();

    private static MeterFigure? Of(SiloFigures figures, string name, string tags = "") =>
        figures.Meters.FirstOrDefault(figure => figure.Name == name && figure.Tags == tags);

    private static double Value(SiloFigures figures, string name, string tags = "") => Of(figures, name, tags)?.Value ?? 0;
}
