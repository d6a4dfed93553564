using System;
using System.Buffers;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Trading.Durable;
using Trading.Exchange;
using Trading.Invariants;
using Trading.Model;

namespace Trading.Faults;

/// <summary>
/// Clients of two books: of one by calls, of the other through a relay whose outputs are delivered to it. In the end the
/// clients' own log must hold every report of the first book, each once.
/// </summary>
internal class BookScene : FaultScene
{
    protected const string Direct = "book/direct";
    private const string Relay = "relay/orders";
    private const string Relayed = "book/relayed";
    private const int Window = 6;
    private static readonly DurableLimits Limits = new()
    {
        AnswersPerClient = Window,
        BlockBytesMax = 16 * 1024,
        QueueCountMax = 64,
        SnapshotRecords = 150,
    };

    private readonly List<BookReport> _log = [];
    private ImmutableArray<BookClient> _clients = [];

    public override ImmutableArray<NodeSpec> Specs { get; } =
    [
        new(Direct, static () => Configured(), Limits),
        new(Relayed, static () => Configured(), Limits),
        new(Relay, static () => new RelayNode(Relayed), Limits),
    ];

    public override int Callers => 4;

    /// <summary>Commands of one call, at most.</summary>
    protected virtual int CommandsPerCallMax => 12;

    public override long Commands => _clients.Sum(client => client.Acknowledged);

    public override long CommandsMin => 5_000;

    public override bool IsSettled => _clients.All(client => client.IsSettled);

    public override void Begin(FaultWorld world)
    {
        _clients =
        [
            .. Enumerable.Range(0, Callers).Select(i => new BookClient(
                world, world.StorePlace + 1 + i, (uint)i + 1, [Direct, Relay], [Direct, Relayed, Relay],
                CommandsPerCallMax, Window, Log)),
        ];
    }

    public override void Rest()
    {
        foreach (var client in _clients) client.Rest();
    }

    public override void Look(FaultWorld world)
    {
        foreach (var name in (string[])[Direct, Relayed])
        {
            var saved = new ArrayBufferWriter<byte>();
            world.WitnessOf(name).Node.Save(saved);
            var reader = new StateReader(saved.WrittenSpan);
            if (!reader.ReadBool() || InstrumentCodec.Read(ref reader) is not { } rules) continue;
            if (!OrderBooks.Load(rules, saved.WrittenSpan[^reader.Remaining..]).TryGet(out var book, out _)) continue;
            if (BookInvariants.Check(book) is { } violation) world.Violate(violation.Invariant, $"{name}: {violation.Detail}");
        }
    }

    public override void Check(FaultWorld world)
    {
        var checker = new BookReportChecker();
        _log.Sort(static (one, other) => one.Sequence.CompareTo(other.Sequence));
        if (checker.Add(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_log)) is { } violation)
        {
            world.Violate(WorldInvariants.ClientsSeeAll, $"{violation.Invariant.Number} {violation.Invariant.Name}: {violation.Detail}");
        }

        var view = new ArrayBufferWriter<byte>();
        world.WitnessOf(Direct).Node.Query(BookView.Query(0), view);
        var last = BookView.Read(view.WrittenSpan)?.ReportSequence ?? 0;
        if ((ulong)_log.Count != last) world.Violate(WorldInvariants.ClientsSeeAll, $"{_log.Count} reports were told, the book made {last}");
    }

    private void Log(string node, ReadOnlyMemory<byte> answer)
    {
        if (node == Direct && BookAnswer.TryRead(answer.Span, out var read)) _log.AddRange(read.Reports);
    }

    /// <summary>A book that has its rules: who makes it is not what is tested here.</summary>
    private static WatchedBook Configured()
    {
        var node = new BookNode();
        var input = new NodeInput
        {
            Kind = NodeInputKind.Call,
            Source = "rules",
            Sequence = 1,
            TimeNs = 1,
            Payload = BookCall.Configure(BookOrders.Instrument),
        };
        node.Handle(input, new NodeOutput());
        return new WatchedBook(node);
    }
}
