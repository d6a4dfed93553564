using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Trading.Durable;
using Trading.Exchange;
using Trading.Invariants;

namespace Trading.Bench;

/// <summary>One core operation: plays its seeded workload once, from a fresh state, under a clock.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Play">The workload.</param>
internal sealed record BaselineOperation(string Name, Action<SliceClock> Play);

/// <summary>The core operations of the baseline, over the published workloads.</summary>
/// <param name="commands">Gives the commands of a mix; it is asked once for each.</param>
internal sealed class BaselineOperations(Func<BookMix, BookCommand[]> commands)
{
    private const int Slice = 256;
    private readonly BookCommand[] _mixed = commands(BookMix.B);
    private readonly BookCommand[] _matching = commands(BookMix.C);
    private readonly BookCommand[] _inserts = commands(BookMix.A);

    /// <summary>The frozen book on the mixed workload: what the others are measured in.</summary>
    public BaselineOperation Reference => new("reference", clock =>
    {
        var (book, reports) = (new BaselineBook(), new ReportBuffer(Slice * 32));
        Play(clock, _mixed, reports, batch =>
        {
            foreach (ref readonly var command in batch) book.Execute(command, reports);
        });
    });

    /// <summary>All of them.</summary>
    public ImmutableArray<BaselineOperation> All =>
    [
        new("mixed", clock => PlayBook(clock, _mixed)),
        new("match", clock => PlayBook(clock, _matching)),
        new("insert", clock => PlayBook(clock, _inserts)),
        new("cancel", PlayCancels),
        new("node", clock => PlayNode(clock, new BookNode())),
        new("node, watched", clock => PlayNode(clock, new WatchedBook())),
        new("durable node", clock => PlayDurable(clock, new BookNode())),
        new("durable node, watched", clock => PlayDurable(clock, new WatchedBook())),
    ];

    private delegate void Batch(ReadOnlySpan<BookCommand> batch);

    /// <summary>A workload from its beginning, generated.</summary>
    /// <param name="mix">Which.</param>
    /// <param name="commands">Commands at most.</param>
    public static BookCommand[] Generate(BookMix mix, int commands)
    {
        var workload = BookBench.Generate(mix);
        BookCommand[] all = [.. workload.Preload, .. workload.Timed];
        return all.Length <= commands ? all : all[..commands];
    }

    private static void Play(SliceClock clock, ReadOnlySpan<BookCommand> commands, ReportBuffer reports, Batch execute)
    {
        clock.Begin();
        for (var from = 0; from < commands.Length; from += Slice)
        {
            var batch = commands.Slice(from, Math.Min(Slice, commands.Length - from));
            execute(batch);
            reports.Clear();
            clock.Slice(batch.Length);
        }
    }

    private static void PlayBook(SliceClock clock, BookCommand[] commands)
    {
        var (book, reports) = (OrderBooks.Create(BookWorkload.Instrument), new ReportBuffer(Slice * 32));
        Play(clock, commands, reports, batch => book.Execute(batch, reports));
    }

    private void PlayCancels(SliceClock clock)
    {
        var (book, reports) = (OrderBooks.Create(BookWorkload.Instrument), new ReportBuffer(Slice * 32));
        var cancels = new BookCommand[_inserts.Length];
        for (var i = 0; i < cancels.Length; i++)
        {
            book.Execute(_inserts[i], reports);
            reports.Clear();
            cancels[i] = new BookCommand { Kind = BookCommandKind.Cancel, OrderId = _inserts[i].OrderId };
        }

        Play(clock, cancels, reports, batch => book.Execute(batch, reports));
    }

    private void PlayNode(SliceClock clock, INode node)
    {
        var (output, audit) = (new NodeOutput(), node as INodeAudit);
        var calls = Calls();
        clock.Begin();
        for (var call = 0; call < calls.Count; call++)
        {
            output.Clear();
            var input = new NodeInput
            {
                Kind = NodeInputKind.Call,
                Source = "bench",
                Sequence = (ulong)call + 1,
                TimeNs = call + 1,
                Payload = calls[call],
            };
            node.Handle(input, output);
            if (audit?.Judge(input, output) is { } breach) throw new InvalidOperationException($"{breach}");
            if (call > 0) clock.Slice(Slice);
        }
    }

    private void PlayDurable(SliceClock clock, INode book)
    {
        var effects = new CommittingEffects();
        var node = new DurableNode(book, effects, DurableLimits.Default);
        effects.Node = node;
        node.Loaded(1);
        var calls = Calls();
        clock.Begin();
        for (var call = 0; call < calls.Count; call++)
        {
            node.Call((ulong)call, "bench", (ulong)call + 1, calls[call], call + 1);
            if (call > 0) clock.Slice(Slice);
        }
    }

    /// <summary>The rules, then the mixed workload in calls.</summary>
    private List<byte[]> Calls()
    {
        var calls = new List<byte[]> { BookCall.Configure(BookWorkload.Instrument) };
        for (var from = 0; from + Slice <= _mixed.Length; from += Slice) calls.Add(BookCall.Commands(_mixed.AsSpan(from, Slice)));
        return calls;
    }

    /// <summary>A table that commits at once and keeps nothing.</summary>
    private sealed class CommittingEffects : NoEffects
    {
        public DurableNode? Node { get; set; }

        public override void Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block) => Node?.Committed(sequence);

        public override void Confirm(ulong epoch, ulong sequence) => Node?.Committed(sequence);

        public override void SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot) => Node?.SnapshotSaved();

        public override void Stop(StopReason reason) => throw new InvalidOperationException($"the node stopped: {reason}");
    }
}
