using System;
using System.Buffers;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Trading.Durable;
using Trading.Exchange;
using Trading.Invariants;
using Trading.Market;
using Trading.Model;

namespace Trading.Faults;

internal sealed class NotDeterministic : Seams
{
    public override INode Node(INode node, Activation activation) => new Moody(node, activation.Number);

    private sealed class Moody(INode node, ulong mood) : NodeWrapper(node)
    {
        private int _inputs;

        public override void Handle(in NodeInput input, NodeOutput output)
        {
            base.Handle(input, output);
            if (++_inputs % 20 == 0 && input.Kind == NodeInputKind.Call) new StateWriter(output.Answer).Write(mood);
        }
    }
}

internal sealed class QueryChangesState : Seams
{
    public override INode Node(INode node, Activation activation) => new Curious(node);

    private sealed class Curious(INode node) : NodeWrapper(node)
    {
        private ulong _questions;

        public override void Query(ReadOnlySpan<byte> query, IBufferWriter<byte> answer)
        {
            base.Query(query, answer);
            if (Inner is not WatchedBook) return;
            var order = new BookCommand
            {
                Kind = BookCommandKind.Submit,
                OrderId = ulong.MaxValue - ++_questions,
                Side = Side.Buy,
                OrderType = OrderType.Limit,
                Price = 5,
                Quantity = 10,
            };
            var input = new NodeInput
            {
                Kind = NodeInputKind.Call,
                Source = "nobody",
                Sequence = 1,
                TimeNs = 1,
                Payload = BookCall.Commands([order]),
            };
            Inner.Handle(input, new NodeOutput());
        }
    }
}

internal sealed class SendBeforeCommit : Seams
{
    public override INode Node(INode node, Activation activation) => new Hasty(node, activation);

    private sealed class Hasty(INode node, Activation activation) : NodeWrapper(node)
    {
        private readonly Dictionary<string, ulong> _sent = [];

        public override void Handle(in NodeInput input, NodeOutput output)
        {
            base.Handle(input, output);
            foreach (var (target, payload) in output.Sends)
            {
                var sequence = Math.Max(_sent.GetValueOrDefault(target), activation.CommittedTo(target)) + 1;
                _sent[target] = sequence;
                if (activation.Machine is not null) activation.SendUnheld(target, sequence, payload);
            }
        }
    }
}

internal sealed class OrdersDropped : Seams
{
    public override INode Node(INode node, Activation activation) => new Lazy(node);

    private sealed class Lazy(INode node) : NodeWrapper(node)
    {
        private const ulong CallsPerMistake = 40;

        public override void Handle(in NodeInput input, NodeOutput output)
        {
            if (input.Sequence % CallsPerMistake == 0 && Inner is WatchedBook) BookAnswer.Write(output.Answer, BookAnswerStatus.Done, 0, []);
            else base.Handle(input, output);
        }
    }
}

/// <summary>A book's answers with other reports than the book made.</summary>
internal abstract class ReportsChanged : Seams
{
    public override INode Node(INode node, Activation activation) => node is WatchedBook ? new Liar(node, Change) : node;

    /// <summary>Changes the reports of one answer.</summary>
    protected abstract void Change(List<BookReport> reports);

    private sealed class Liar(INode node, Action<List<BookReport>> change) : NodeWrapper(node)
    {
        public override void Handle(in NodeInput input, NodeOutput output)
        {
            var truth = new NodeOutput();
            base.Handle(input, truth);
            if (!BookAnswer.TryRead(truth.AnswerBytes, out var answer)) return;
            List<BookReport> reports = [.. answer.Reports];
            change(reports);
            BookAnswer.Write(output.Answer, answer.Status, answer.ReportSequence, CollectionsMarshal.AsSpan(reports));
        }
    }
}

internal sealed class FillCountedTwice : ReportsChanged
{
    protected override void Change(List<BookReport> reports)
    {
        var fill = reports.FindIndex(static report => report.Kind == BookReportKind.Trade);
        if (fill >= 0) reports.Insert(fill, reports[fill]);
    }
}

internal sealed class FillLost : ReportsChanged
{
    protected override void Change(List<BookReport> reports) => reports.RemoveAll(static report => report.Kind == BookReportKind.Trade);
}

internal sealed class ReportsReordered : ReportsChanged
{
    protected override void Change(List<BookReport> reports)
    {
        if (reports.Count > 1) (reports[0], reports[^1]) = (reports[^1], reports[0]);
    }
}

internal sealed class FillWithoutOrder : ReportsChanged
{
    protected override void Change(List<BookReport> reports)
    {
        if (reports.Count == 0) return;
        var fill = reports[^1];
        (fill.Kind, fill.OrderId, fill.MakerOrderId, fill.Quantity) = (BookReportKind.Trade, 1, 2, 10);
        reports.Add(fill);
    }
}

internal sealed class SlicePassedOver : Seams
{
    public override INode Node(INode node, Activation activation) => node is MarketNode ? new Hurried(node) : node;

    /// <summary>Wrong in every activation alike, so that only what comes of it tells.</summary>
    public override INode Witnessed(INode node) => node is MarketNode ? new Hurried(node) : node;

    private sealed class Hurried(INode node) : NodeWrapper(node)
    {
        private const ulong SlicesPerMistake = 50;

        public override void Handle(in NodeInput input, NodeOutput output)
        {
            if (input.Sequence % SlicesPerMistake != 0) base.Handle(input, output);
        }
    }
}
