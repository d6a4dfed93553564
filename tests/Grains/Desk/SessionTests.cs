using System;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;
using Trading.Client.Paper;
using Trading.Desk;
using Trading.Durable;
using Trading.GrainInterfaces;
using Trading.Grains;
using Trading.Journal;
using Trading.Model;
using Trading.Silo;
using Xunit;

namespace Trading.Tests.Grains.Desk;

/// <summary>The product's promise on a cluster: a session ends as the backtest of the same desk, whatever happens to it.</summary>
public sealed class SessionTests
{
    private const string Session = "test";

    public static TheoryData<bool, bool, bool, int> Worlds => new()
    {
        { true, false, false, 1 }, { true, false, false, 3 }, { false, false, false, 1 }, { true, true, false, 3 }, { false, true, false, 2 },
        { true, true, true, 1 }, { true, true, true, 3 },
    };

    [Theory]
    [MemberData(nameof(Worlds))]
    public async Task A_session_ends_as_the_backtest(bool isRealistic, bool isLive, bool isShown, int silos)
    {
        await using var cluster = await TradingCluster.StartAsync(silos, DeskFixture.Tapes());
        var header = DeskFixture.Header(isRealistic, isLive, isShown);
        await PlayAsync(cluster, header);
        await EndAsync(cluster);
        var (result, _) = await DeskFixture.ResultAsync(cluster.Client, Session, header);
        var backtest = DeskFixture.Backtest(header);
        Assert.Equal(backtest, result);
        Assert.True(backtest.Fills > 0);
    }

    [Theory]
    [InlineData(false, false, 1)]
    [InlineData(false, false, 3)]
    [InlineData(true, true, 2)]
    public async Task A_session_of_a_perpetual_pays_funding_as_the_backtest(bool isLive, bool isShown, int silos)
    {
        await using var cluster = await TradingCluster.StartAsync(silos, DeskFixture.Tapes());
        var header = DeskFixture.PerpetualHeader(isLive, isShown);
        await PlayAsync(cluster, header);
        await EndAsync(cluster);
        var (result, _) = await DeskFixture.ResultAsync(cluster.Client, Session, header);
        var backtest = DeskFixture.Backtest(header);
        Assert.Equal(backtest, result);
        Assert.NotEqual(Money.Zero, backtest.Totals?.Funding);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Lost_repeated_and_reordered_market_data_changes_nothing(ulong seed)
    {
        var loss = new StreamLoss();
        await using var cluster = await TradingCluster.StartAsync(
            2, DeskFixture.Tapes(), services => new LossyFeeds(services, seed, loss), blocks: services => new LossyBlocks(services, seed, loss));
        var header = DeskFixture.Header();
        await PlayAsync(cluster, header);
        await EndAsync(cluster);
        Assert.Equal(DeskFixture.Backtest(header), (await DeskFixture.ResultAsync(cluster.Client, Session, header)).Result);
        Assert.DoesNotContain(" 0 ", $"{loss}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_whose_activations_end_in_the_middle_ends_as_the_backtest()
    {
        await using var cluster = await TradingCluster.StartAsync(2, DeskFixture.Tapes());
        var header = DeskFixture.Header();
        await PlayAsync(cluster, header);
        var random = SeededRandom.Create(5, "activations");
        var names = TradingDesk.NodeNames(header.Config);
        for (var ended = 0; ended < 30 && !(await StatusAsync(cluster)).IsDone; ended++)
        {
            var which = (int)random.Below(names.Length + 3);
            IAddressable grain = which < names.Length ? DeskNodes.Of(cluster.Client, Session, names[which])
                : which == names.Length ? Desk(cluster)
                : which == names.Length + 1 ? cluster.Market("BTC-USDT")
                : cluster.Feed("sim:ETH-USDT");
            await TradingCluster.BeginDeactivation(grain);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Between(1, 40)), TestContext.Current.CancellationToken);
        }

        await EndAsync(cluster);
        var nodes = await StatesAsync(cluster, header);
        var backtest = DeskFixture.Backtest(header);
        Assert.Equal((backtest.TraceHash, backtest.StateHash), (nodes.TraceHash(), nodes.StateHash()));
    }

    [Fact]
    public async Task A_session_whose_silo_dies_ends_as_the_backtest()
    {
        await using var cluster = await TradingCluster.StartAsync(3, DeskFixture.Tapes());
        var header = DeskFixture.Header();
        await PlayAsync(cluster, header);
        await Wait.UntilAsync(() => StatusAsync(cluster), status => status.Round > 100);
        await cluster.KillSiloAsync(cluster.Silos[2]);
        await EndAsync(cluster);
        Assert.Equal(DeskFixture.Backtest(header), (await DeskFixture.ResultAsync(cluster.Client, Session, header)).Result);
    }

    [Fact]
    public async Task A_command_of_the_emergency_log_comes_to_its_session()
    {
        var log = new ListedEmergencyLog();
        await using var cluster = await TradingCluster.StartAsync(1, DeskFixture.Tapes());
        await PlayAsync(cluster, DeskFixture.Header());
        Assert.True(OperatorCommand.Create(7, CommandKind.Halt, 0, "ann", "a test").TryGet(out var halt, out _));
        log.Append(SessionTables.OfRecord($"{Session}/{IDeskGrain.Name}"), new EmergencyCall("operators", 7, SessionRecord.Command(halt)), _ => { });
        using var reconciler = new EmergencyReconciler(log, cluster.Client, NullLogger<EmergencyReconciler>.Instance);
        await reconciler.StartAsync(TestContext.Current.CancellationToken);
        await Wait.UntilAsync(() => Task.FromResult(log.UnsettledNodes().Count), count => count == 0);
        await reconciler.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A driver that began from a record with a part of its past would ask for rounds that the nodes have long forgotten.</summary>
    [Fact]
    public async Task A_session_whose_record_comes_back_slowly_after_a_failed_append_ends_as_the_backtest()
    {
        SlowRecordTables? slow = null;
        await using var cluster = await TradingCluster.StartAsync(
            1, DeskFixture.Tapes(), stores: tables => new NodeStores(slow = new SlowRecordTables(tables, failing: 25)));
        var header = DeskFixture.Header();
        await PlayAsync(cluster, header);
        await EndAsync(cluster);
        Assert.True(slow?.HasFailed);
        Assert.Equal(DeskFixture.Backtest(header), (await DeskFixture.ResultAsync(cluster.Client, Session, header)).Result);
    }

    /// <summary>Whoever takes silence for the end writes fills and values that lack their last part, and says that all is well.</summary>
    [Fact]
    public async Task The_timelines_end_is_told_only_by_a_node_that_owns_and_can_read_its_journal()
    {
        FailingTables? tables = null;
        await using var cluster = await TradingCluster.StartAsync(1, DeskFixture.Tapes(), stores: kept =>
            new NodeStores(tables = new FailingTables(kept)) { PauseWhenUnavailable = TimeSpan.FromMilliseconds(20) });
        var header = DeskFixture.Header();
        await PlayAsync(cluster, header);
        await EndAsync(cluster);
        Assert.NotNull(tables);
        var outcome = new Backtest.SessionOutcome(header, DeskFixture.Host);
        var timeline = DeskFixture.Timeline(cluster.Client, Session, outcome.Timeline);
        tables.IsUnreadable = true;
        Assert.Equal(new TimelineHeard(false), await timeline.PullAsync());
        tables.IsUnreadable = false;
        tables.IsGone = true;
        Assert.Equal(new TimelineHeard(false), await timeline.PullAsync());
        tables.IsGone = false;
        Assert.Equal(new TimelineHeard(true), await Wait.UntilAsync(timeline.PullAsync, heard => heard.IsWhole));
        Assert.Equal(new TimelineHeard(true), await timeline.PullAsync());
        cluster.TakeEpochOf(SessionTables.OfNode(Session, TradingDesk.ControlName));
        Assert.Equal(new TimelineHeard(false), await timeline.PullAsync());
    }

    [Fact]
    public async Task A_backtest_with_a_sessions_commands_ends_as_the_session()
    {
        await using var cluster = await TradingCluster.StartAsync(2, DeskFixture.Tapes());
        var header = DeskFixture.Header();
        await PlayAsync(cluster, header);
        CommandKind[] kinds = [CommandKind.Reduce, CommandKind.Resume, CommandKind.Flatten, CommandKind.Halt, CommandKind.Resume];
        for (var i = 0; i < kinds.Length; i++)
        {
            var call = Call(i + 1, kinds[i], strategy: i % 3);
            var answer = await Desk(cluster).Command(call);
            Assert.Equal((ReplyStatus.Answered, (byte)CommandCode.Accepted), (answer.Status, answer.Payload[0]));
            // Told twice, it is done once.
            Assert.Equal(answer.Payload, (await Desk(cluster).Command(call)).Payload);
            if (i == 2) await TradingCluster.BeginDeactivation(Desk(cluster));
            await Task.Delay(30, TestContext.Current.CancellationToken);
        }

        await EndAsync(cluster);
        var (result, commands) = await DeskFixture.ResultAsync(cluster.Client, Session, header);
        Assert.Equal([1L, 2, 3, 4, 5], commands.Select(command => command.Command.CommandId));
        Assert.Equal(DeskFixture.Backtest(header, commands), result);
        Assert.NotEqual(DeskFixture.Backtest(header).TraceHash, result.TraceHash);
        var late = await Desk(cluster).Command(Call(9, CommandKind.Halt, 0));
        Assert.Equal((byte)CommandCode.SessionEnded, late.Payload[0]);
    }

    [Fact]
    public async Task A_session_that_does_not_belong_here_is_refused()
    {
        await using var cluster = await TradingCluster.StartAsync(1, DeskFixture.Tapes());
        var header = DeskFixture.Header();
        Assert.Equal(SessionCode.OtherBuild, (await Desk(cluster).Play(new DeskPlay((header with { Build = "another" }).Encode()))).Code);
        Assert.Equal(SessionCode.OtherAssemblies, (await Desk(cluster).Play(new DeskPlay((header with { Assemblies = ["ab"] }).Encode()))).Code);
        Assert.Equal(ReplyStatus.Malformed, (await Desk(cluster).Play(new DeskPlay([1, 2, 3]))).Status);
        Assert.False((await StatusAsync(cluster)).IsOpen);
        await PlayAsync(cluster, header);
        var other = header with { Config = header.Config with { Seed = 99 } };
        Assert.Equal(SessionCode.OtherSession, (await Desk(cluster).Play(new DeskPlay(other.Encode()))).Code);
        await EndAsync(cluster);
    }

    [Fact]
    public async Task A_session_without_its_tape_is_refused_before_anything_is_recorded()
    {
        await using var cluster = await TradingCluster.StartAsync(1, new NamedTapes());
        var played = await Desk(cluster).Play(new DeskPlay(DeskFixture.Header().Encode()));
        Assert.Equal(SessionCode.UnknownTape, played.Code);
        Assert.Contains(DeskFixture.Tape, played.Detail, StringComparison.Ordinal);
        Assert.False((await StatusAsync(cluster)).IsOpen);
        Assert.Equal(0, cluster.Reminders.Count);
    }

    [Fact]
    public async Task A_tape_that_was_swapped_between_start_and_resume_is_refused_and_the_right_one_ends_the_session()
    {
        var (tapes, tables, header) = (DeskFixture.Tapes(), new MemoryBlockTables(), DeskFixture.Header());
        await using (var first = await TradingCluster.StartAsync(1, tapes, stores: _ => new NodeStores(tables)))
        {
            await PlayAsync(first, header);
            await Wait.UntilAsync(() => StatusAsync(first), status => status.Round > 50);
        }

        tapes.Add(DeskFixture.Tape, [.. DeskFixture.TapeBytes[..^1], (byte)' ']);
        await using var second = await TradingCluster.StartAsync(1, tapes, stores: _ => new NodeStores(tables));
        Assert.Equal(SessionCode.OtherTape, (await Desk(second).Play(new DeskPlay(header.Encode()))).Code);
        tapes.Add(DeskFixture.Tape, DeskFixture.TapeBytes);
        await PlayAsync(second, header);
        await EndAsync(second);
        Assert.Equal(DeskFixture.Backtest(header), (await DeskFixture.ResultAsync(second.Client, Session, header)).Result);
    }

    [Fact]
    public async Task A_silo_that_would_refuse_a_session_does_not_drive_it_on_and_says_so()
    {
        var (tables, header) = (new MemoryBlockTables(), DeskFixture.Header());
        await using (var first = await TradingCluster.StartAsync(1, DeskFixture.Tapes(), stores: _ => new NodeStores(tables)))
        {
            await PlayAsync(first, header);
            await Wait.UntilAsync(() => StatusAsync(first), status => status.Round > 50);
        }

        var drops = DeskFixture.Host with { KeepsHistory = false };
        await using var second = await TradingCluster.StartAsync(1, DeskFixture.Tapes(), stores: _ => new NodeStores(tables), host: drops);
        var status = await StatusAsync(second);
        Assert.Equal((true, 0L, 0), (status.IsOpen, status.Round, second.Reminders.Count));
        Assert.Contains("--keep-journal", status.Problem, StringComparison.Ordinal);
        Assert.Equal(SessionCode.DropsHistory, (await Desk(second).Play(new DeskPlay(header.Encode()))).Code);
    }

    [Fact]
    public async Task A_session_whose_desk_dies_with_its_silo_goes_on_and_ends_though_nobody_asks()
    {
        await using var cluster = await TradingCluster.StartAsync(3, DeskFixture.Tapes());
        var header = DeskFixture.Header() with { LongestRoundNs = 400_000_000, Speed = 20 };
        await PlayAsync(cluster, header);
        await Wait.UntilAsync(() => StatusAsync(cluster), status => status.Round > 10);
        var management = cluster.Client.GetGrain<IManagementGrain>(0);
        var desk = await management.GetActivationAddress(Desk(cluster), TestContext.Current.CancellationToken);
        await cluster.KillSiloAsync(cluster.Silos.Single(silo => silo.SiloAddress.Equals(desk)));
        Assert.Equal(1, cluster.Reminders.Count);
        // Its end takes the reminder away: until then nobody asks for anything.
        await Wait.UntilAsync(() => Task.FromResult(cluster.Reminders.Count), count => count == 0);
        Assert.True((await TryStatusAsync(cluster)).IsOpen);
        await EndAsync(cluster);
        Assert.Equal(DeskFixture.Backtest(header), (await DeskFixture.ResultAsync(cluster.Client, Session, header)).Result);
    }

    private static NodeCall Call(long id, CommandKind kind, int strategy)
    {
        Assert.True(OperatorCommand.Create(id, kind, strategy, "tester", "because").TryGet(out var command, out _));
        return new NodeCall("operators", (ulong)id, SessionRecord.Command(command));
    }

    private static IDeskGrain Desk(TradingCluster cluster) => cluster.Client.GetGrain<IDeskGrain>($"{Session}/{IDeskGrain.Name}");

    private static Task<DeskStatus> StatusAsync(TradingCluster cluster) => Desk(cluster).Status();

    private static async Task PlayAsync(TradingCluster cluster, SessionHeader header)
    {
        var played = await Desk(cluster).Play(new DeskPlay(header.Encode()));
        Assert.Equal(new DeskPlayed(ReplyStatus.Answered, SessionCode.Opened, ""), played);
    }

    private static Task<DeskStatus> EndAsync(TradingCluster cluster) => Wait.UntilAsync(() => TryStatusAsync(cluster), status => status.IsDone);

    /// <summary>The desk's silo may be gone: another one takes over.</summary>
    private static async Task<DeskStatus> TryStatusAsync(TradingCluster cluster)
    {
        try
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            return await StatusAsync(cluster);
        }
        catch (Exception error) when (error is TimeoutException or OrleansException)
        {
            return new DeskStatus(false, false, 0, 0, 0, error.Message, []);
        }
    }

    private static async Task<DeskNodeSet> StatesAsync(TradingCluster cluster, SessionHeader header)
    {
        var states = await Task.WhenAll(TradingDesk.NodeNames(header.Config).Select(
            node => DeskNodes.Of(cluster.Client, Session, node).Read(SessionNode.StateQuery)));
        var nodes = new Backtest.SessionOutcome(header, DeskFixture.Host).Nodes([.. states.Select(state => state.Payload)]);
        Assert.NotNull(nodes);
        return nodes;
    }
}
