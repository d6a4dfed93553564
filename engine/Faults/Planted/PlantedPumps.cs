using System;
using System.Collections.Generic;
using Trading.Durable;
using Trading.Journal;

namespace Trading.Faults;

// What each of these does stands in PlantedBug.
internal sealed class CanarySeams : Seams
{
    public override bool IsCanary => true;
}

internal sealed class EarlyAcknowledgement : Seams
{
    public override bool AcknowledgesEarly(Activation activation) => true;
}

internal sealed class AppendFailureIgnored : Seams
{
    public override AppendOutcome Appended(AppendOutcome outcome) => outcome == AppendOutcome.Failed ? AppendOutcome.Committed : outcome;
}

internal sealed class FenceIgnored : Seams
{
    public override AppendOutcome Appended(AppendOutcome outcome) => outcome == AppendOutcome.Fenced ? AppendOutcome.Committed : outcome;
}

internal sealed class UnconfirmedReads : Seams
{
    public override bool ConfirmsUnasked => true;
}

internal sealed class NoDeduplicationAfterRestart : Seams
{
    public override string Client(Activation activation, string client) => PlantedName.With(client, activation.Epoch);
}

internal sealed class EvictionByClock : Seams
{
    private const long KeptNs = 60_000_000_000;

    public override string Client(Activation activation, string client) =>
        PlantedName.With(client, (ulong)(activation.Silo.NowNs / KeptNs));
}

internal sealed class ClientsConfused : Seams
{
    public override string Client(Activation activation, string client) => "client-1";
}

internal sealed class CursorNotSaved : Seams
{
    public override string Source(Activation activation, string source) => PlantedName.With(source, activation.Epoch);
}

internal sealed class DuplicateDelivered : Seams
{
    public override ulong Delivery(Activation activation, string source, ulong sequence) =>
        Math.Max(sequence, activation.CommittedFrom(source) + 1);
}

internal sealed class GapAccepted : Seams
{
    public override ulong Delivery(Activation activation, string source, ulong sequence) =>
        Math.Min(sequence, activation.CommittedFrom(source) + 1);
}

internal sealed class CursorToldEarly : Seams
{
    public override void AfterDelivery(Activation activation, DurableNode node, string source, ulong sequence, Action<DurableReply> reply) =>
        reply(new DurableReply(ReplyStatus.Delivered, sequence, default));
}

internal sealed class OutboxLost : Seams
{
    private readonly Dictionary<(ulong Activation, string Target), ulong> _before = [];

    public override bool Sends(Activation activation, string target, ulong sequence)
    {
        var key = (activation.Number, target);
        if (activation.IsLoading) _before[key] = Math.Max(_before.GetValueOrDefault(key), sequence);
        return sequence > _before.GetValueOrDefault(key);
    }
}

internal sealed class TimersLost : Seams
{
    public override bool SetsTimer(Activation activation) => !activation.IsLoading;
}

internal sealed class LastBlockNotReplayed : Seams
{
    public override ulong LastToReplay(ulong lastSequence) => lastSequence == 0 ? 0 : lastSequence - 1;
}

internal sealed class WrongAnswer : Seams
{
    private const int AnswersPerMistake = 50;
    private DurableReply _before;
    private int _answers;

    public override DurableReply Answer(Activation activation, in DurableReply reply)
    {
        if (reply.Status != ReplyStatus.Answered) return reply;
        var answer = ++_answers % AnswersPerMistake == 0 ? reply with { Payload = _before.Payload } : reply;
        _before = reply;
        return answer;
    }
}

internal sealed class DirtyReads : Seams
{
    public override DurableReply? Read(Activation activation, DurableNode node, ReadOnlyMemory<byte>? query)
    {
        if (query is not { } bytes || activation.Node is not { } dirty) return null;
        var shown = new System.Buffers.ArrayBufferWriter<byte>();
        dirty.Query(bytes.Span, shown);
        return new DurableReply(ReplyStatus.Answered, 0, shown.WrittenMemory);
    }
}

internal sealed class StaleSnapshot : Seams
{
    private readonly Dictionary<string, byte[]> _before = [];

    public override (ulong Sequence, byte[] Bytes) Snapshot(Activation activation, ulong sequence, byte[] bytes)
    {
        var kept = _before.GetValueOrDefault(activation.Spec.Name, bytes);
        _before.TryAdd(activation.Spec.Name, bytes);
        return (sequence, kept);
    }
}

internal sealed class SnapshotNotReadBack : Seams
{
    public override (ulong Sequence, byte[] Bytes) Snapshot(Activation activation, ulong sequence, byte[] bytes)
    {
        bytes[^1] ^= 1;
        return (sequence, bytes);
    }
}

internal sealed class MarketBlockSkipped : Seams
{
    public override bool FeedsBlock(int block) => block % 10 != 9;
}

internal sealed class RoundMessageLost : Seams
{
    public override byte[] RoundAnswer(long round, byte[] answer)
    {
        if (round % 20 != 0 || !Trading.Desk.RoundAnswer.TryRead(answer, out var read) || read.Messages.IsEmpty) return answer;
        var cut = new System.Buffers.ArrayBufferWriter<byte>();
        read.With(read.Messages[..^1]).Write(cut);
        return cut.WrittenSpan.ToArray();
    }
}

internal sealed class RoundForgotten : Seams
{
    // More rounds than answers that its nodes remember.
    public override int SavesEvery => 12;
}

internal sealed class SlicePublishedEarly : Seams
{
    public override bool PublishesUnrecorded => true;
}
