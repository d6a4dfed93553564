using System;
using System.Buffers;
using System.Linq;
using CsCheck;
using Trading.Capital;
using Trading.Desk;
using Trading.Durable;
using Trading.Exchange;
using Trading.Model;
using Trading.Numerics;
using Trading.Risk;
using Trading.Strategy;
using Xunit;
using static Trading.Tests.Backtest.BacktestTests;

namespace Trading.Tests.Desk;

/// <summary>A session's header, its nodes and its driver's record: what their journals hold, and what they refuse.</summary>
public sealed class SessionNodeTests
{
    private static readonly SessionHost Host = new(StrategyCatalog.Standard, "build", []);
    private static readonly SessionHeader Header = new(Config(isRealistic: true, isLive: false), "build", "tape", "hash", [], 1_000);

    [Fact]
    public void A_header_comes_back_from_its_bytes_with_everything_in_it()
    {
        var config = Config(true, true) with
        {
            Execution = ExecutionConfig.Realistic with
            {
                DownWindows = [new(5, 9)],
                Outages = new(1_000, 10),
                RejectPpm = 7,
                MarketDataDelay = Delay(DelayDistribution.Empirical([new(5, 1), new(9, 3)])),
                Fees = new([new(Money.Zero, 1, 2), new(new Money(5), -1, 2)], new Money(3)),
            },
            Limits = RiskLimits.Wide with { CollarPpm = 77, Instruments = [new(1) { MaxNotional = new Money(5) }] },
            Plan = new CapitalPlan { Total = new Money(9), Budgets = [new(new Money(3), new Money(4), 5)], TermNs = 8_000_000 },
        };
        var header = Header with { Config = config, Assemblies = ["ab", "cd"] };
        var read = SessionHeader.Decode(header.Encode());
        Assert.NotNull(read);
        Assert.Equal(config.Hash(), read.Config.Hash());
        Assert.Equal(header.Encode(), read.Encode());
        Assert.Equal(config.Limits.Instruments, read.Config.Limits.Instruments);
        Assert.Equal(config.Execution.MarketDataDelay, read.Config.Execution.MarketDataDelay);
    }

    [Fact]
    public void Bytes_that_are_no_header_are_refused_and_never_thrown_at()
    {
        var bytes = Header.Encode();
        for (var length = 0; length < bytes.Length; length++) Assert.Null(SessionHeader.Decode(bytes.AsSpan(0, length)));
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            var damaged = bytes.ToArray();
            damaged[at] = value;
            // It may still be a header, but whatever it is comes back as it is.
            if (SessionHeader.Decode(damaged) is { } read) Assert.Equal(read.Encode(), SessionHeader.Decode(read.Encode())?.Encode());
        }, iter: 20_000);
    }

    [Fact]
    public void A_node_is_opened_once_and_for_one_session()
    {
        var node = new SessionNode(Host, "strategy/" + Header.Config.Strategies[0].Name);
        Assert.Empty(Call(node, RoundCall.Write(5, 5, [])));
        Assert.Equal(SessionCode.Opened, Opened(node, Header));
        Assert.Equal(SessionCode.Opened, Opened(node, Header));
        Assert.Equal(SessionCode.OtherSession, Opened(node, Header with { Tape = "another" }));
        Assert.NotEmpty(Call(node, RoundCall.Write(5, 5, [])));
        var saved = Saved(node);
        var loaded = new SessionNode(Host, node.Node?.Name ?? "");
        Assert.Equal(NodeLoadOutcome.Loaded, loaded.Load(saved));
        Assert.Equal(node.StateHash(), loaded.StateHash());
        Assert.Equal(saved, Saved(loaded));
        Assert.Equal(NodeLoadOutcome.Malformed, new SessionNode(Host, node.Node?.Name ?? "").Load(saved.AsSpan(0, saved.Length - 1)));
    }

    [Fact]
    public void What_does_not_belong_here_is_not_even_recorded()
    {
        var node = new SessionNode(Host, TradingDesk.ControlName);
        foreach (var strange in (SessionHeader[])[Header with { Build = "other" }, Header with { Assemblies = ["ab"] }])
        {
            Assert.False(node.Accepts(NodeInputKind.Call, SessionCall.Open(strange)));
            Assert.False(new SessionRecord(Host).Accepts(NodeInputKind.Call, SessionCall.Open(strange)));
            Assert.NotNull(SessionHeader.Refusal(Host, strange));
        }

        Assert.True(node.Accepts(NodeInputKind.Call, SessionCall.Open(Header)));
        Assert.Equal(SessionCode.BadConfig, Opened(new SessionNode(Host, "strategy/nobody"), Header));
    }

    [Fact]
    public void A_record_keeps_commands_until_a_checkpoint_has_them()
    {
        var record = new SessionRecord(Host);
        Assert.Equal((byte)CommandCode.SessionEnded, Call(record, SessionRecord.Command(Order(1)))[0]);
        Assert.Equal(SessionCode.Opened, Opened(record, Header));
        Assert.Equal((byte)CommandCode.Accepted, Call(record, SessionRecord.Command(Order(1)))[0]);
        Assert.Equal((byte)CommandCode.Accepted, Call(record, SessionRecord.Command(Order(2)))[0]);
        Assert.Equal((byte)CommandCode.UnknownStrategy, Call(record, SessionRecord.Command(Order(3, strategy: 99)))[0]);
        Assert.Equal([1L, 2], record.Waiting.Select(command => command.CommandId));
        var rounds = new RoundCoordinator(Create(Header.Config, 0, null).Desk.Paths());
        rounds.Command(0, record.Waiting[0]);
        Call(record, SessionRecord.Checkpoint(1, rounds));
        Assert.Equal([2L], record.Waiting.Select(command => command.CommandId));
        Assert.Equal(1UL, record.Checkpoints);
        // One that claims more than there is changes nothing.
        Call(record, SessionRecord.Checkpoint(2, rounds));
        Assert.Equal(1UL, record.Checkpoints);
        var loaded = new SessionRecord(Host);
        Assert.Equal(NodeLoadOutcome.Loaded, loaded.Load(Saved(record)));
        Assert.Equal((record.StateHash(), 1), (loaded.StateHash(), loaded.Waiting.Count));
        Assert.Equal(record.Rounds, loaded.Rounds);
    }

    [Fact]
    public void Only_what_takes_risk_away_goes_ahead_and_is_taken_without_a_journal()
    {
        var record = new SessionRecord(Host);
        var urgent = Enum.GetValues<CommandKind>().Where(kind => record.IsUrgent(SessionRecord.Command(Order(1, kind: kind))));
        Assert.Equal([CommandKind.Flatten, CommandKind.Halt, CommandKind.Reduce], urgent.OrderBy(kind => $"{kind}", StringComparer.Ordinal));
        Assert.False(record.IsUrgent(SessionCall.Open(Header)));
    }

    private static OperatorCommand Order(long id, int strategy = 0, CommandKind kind = CommandKind.Halt) =>
        OperatorCommand.Create(id, kind, strategy, "tester", "because").TryGet(out var command, out var code)
            ? command
            : throw new InvalidOperationException($"{code}");

    private static DelayDistribution Delay(Result<DelayDistribution, DelayError> made) =>
        made.TryGet(out var delay, out var error) ? delay : throw new InvalidOperationException($"{error}");

    private static SessionCode Opened(INode node, SessionHeader header)
    {
        Assert.True(SessionCall.TryReadOpened(Call(node, SessionCall.Open(header)), out var code, out _));
        return code;
    }

    private static byte[] Call(INode node, byte[] payload)
    {
        Assert.True(node.Accepts(NodeInputKind.Call, payload));
        var output = new NodeOutput();
        node.Handle(new NodeInput { Kind = NodeInputKind.Call, Source = "test", Sequence = 1, TimeNs = 1, Payload = payload }, output);
        return output.AnswerBytes.ToArray();
    }

    private static byte[] Saved(INode node)
    {
        var bytes = new ArrayBufferWriter<byte>();
        node.Save(bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
