using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Trading.Client.Cluster;
using Trading.Client.Tape;
using Trading.Exchange;
using Trading.GrainInterfaces;
using Trading.Model;
using Trading.Simulation;
using Trading.Tape;

namespace Trading.Client.Demo;

/// <summary>Seeded order flow: the simulator runs here, and every command its books take also goes, in batches, to their grains.</summary>
internal sealed class DemoFlow : ISimulationSink
{
    private const int BatchCommands = 1_024;
    private const int ConfigureCalls = 1;
    private const string Caller = "demo";

    private readonly SimulationTape _tape;
    private readonly SimulationConfig _config;
    private readonly List<Exchange.BookCommand>[] _pending;
    private readonly DemoBookState[] _books;

    private DemoFlow(SimulationConfig config, SimulationTape tape)
    {
        (_config, _tape) = (config, tape);
        _pending = new List<Exchange.BookCommand>[config.Instruments.Length];
        _books = new DemoBookState[config.Instruments.Length];
        for (var i = 0; i < _pending.Length; i++)
        {
            _pending[i] = [];
            _books[i] = new DemoBookState();
        }
    }

    /// <summary>Commands sent so far; those that were in the journal already do not count.</summary>
    public long Commands { get; private set; }

    /// <summary>Runs the flow to its end and compares every book with its grain.</summary>
    /// <param name="config">What the flow depends on.</param>
    /// <param name="eventsMax">Where it ends.</param>
    /// <param name="output">Takes the tape.</param>
    /// <param name="cluster">Where the grains are.</param>
    /// <param name="progress">Told the fraction that is done.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The simulator at its end, the trace hash and the books, or why the flow ended early.</returns>
    public static async Task<Result<DemoFlowResult, string>> RunAsync(
        SimulationConfig config,
        long eventsMax,
        TapeFileOutput output,
        ClusterConnection cluster,
        Action<double> progress,
        CancellationToken cancellation)
    {
        if (!SimulationTape.Create(config, output).TryGet(out var tape, out var tapeError)) return $"the flow fits no tape: {tapeError}.";
        var flow = new DemoFlow(config, tape);
        if (!Simulator.Create(config, flow).TryGet(out var simulator, out var error)) return error.ToString();
        if (await flow.ConfigureAsync(cluster) is { } refusal) return refusal;
        while (simulator.Metrics.Events < eventsMax)
        {
            cancellation.ThrowIfCancellationRequested();
            simulator.Step();
            if (await flow.SendFullBatchesAsync() is { } failure) return failure;
            progress((double)simulator.Metrics.Events / eventsMax);
        }

        tape.Writer.Complete();
        if (await flow.SendAsync(atLeast: 1) is { } last) return last;
        var books = new List<DemoBook>();
        for (var i = 0; i < flow._books.Length; i++)
        {
            if (!(await flow.CompareAsync(i, simulator)).TryGet(out var book, out var why)) return why;
            books.Add(book);
        }

        return new DemoFlowResult(simulator, tape.Writer.Hash, books, flow.Commands);
    }

    /// <inheritdoc/>
    public void OnEvent(in TapeEvent e) => _tape.OnEvent(e);

    /// <inheritdoc/>
    public void OnCommand(int market, in Exchange.BookCommand command) => _pending[market].Add(command);

    /// <summary>
    /// Makes the books, or finds what an interrupted run has left in their journals: the flow is the same every time, so a
    /// book that has n calls has the first n, and they are not sent again.
    /// </summary>
    private async Task<string?> ConfigureAsync(ClusterConnection cluster)
    {
        for (var i = 0; i < _books.Length; i++)
        {
            var id = _config.Instruments[i].Id;
            if (!(await cluster.Book(id, Caller).InspectAsync()).TryGet(out var status, out var refusal))
            {
                return BookTarget.Explain(refusal);
            }

            _books[i].Client = cluster.Book(id, Caller, status.Position);
            _books[i].Journaled = (long)status.Position - ConfigureCalls;
            if (status.Position >= ConfigureCalls) continue;
            if (await BookTarget.ConfigureAsync(_books[i].Client, _config.Instruments[i]) is { } failure) return failure;
        }

        return null;
    }

    private Task<string?> SendFullBatchesAsync()
    {
        foreach (var pending in _pending)
        {
            if (pending.Count >= BatchCommands) return SendAsync(BatchCommands);
        }

        return Task.FromResult<string?>(null);
    }

    private async Task<string?> SendAsync(int atLeast)
    {
        for (var i = 0; i < _pending.Length; i++)
        {
            if (_pending[i].Count < atLeast) continue;
            var commands = _pending[i].ToArray();
            _pending[i].Clear();
            for (var start = 0; start < commands.Length; start += BatchCommands)
            {
                var batch = commands.AsMemory(start, Math.Min(BatchCommands, commands.Length - start));
                if (await SendAsync(_books[i], batch) is { } failure) return failure;
            }
        }

        return null;
    }

    private async Task<string?> SendAsync(DemoBookState book, ReadOnlyMemory<Exchange.BookCommand> batch)
    {
        book.Commands += batch.Length;
        if (++book.Batches <= book.Journaled) return null;
        Commands += batch.Length;
        var answer = await book.Client.ExecuteAsync(BookCall.Commands(batch.Span));
        return answer.TryGet(out _, out var refusal) ? null : BookTarget.Explain(refusal);
    }

    private async Task<Result<DemoBook, string>> CompareAsync(int market, Simulator simulator)
    {
        var book = _books[market];
        if (!(await book.Client.ViewAsync(1)).TryGet(out var view, out var refusal)) return BookTarget.Explain(refusal);
        var offline = simulator.Book(market).StateHash();
        return new DemoBook(
            _config.Instruments[market].Id.ToString(),
            book.Commands,
            book.Batches,
            (long)view.ReportSequence,
            view.OrderCount,
            StateHasher.ToText(view.StateHash),
            StateHasher.ToText(offline),
            view.StateHash == offline);
    }

    private sealed class DemoBookState
    {
        private BookClient? _client;

        public BookClient Client
        {
            get => _client ?? throw new InvalidOperationException("the flow has not looked for its books yet");
            set => _client = value;
        }

        public long Commands { get; set; }

        public long Batches { get; set; }

        /// <summary>Batches that an interrupted run has left in the journal.</summary>
        public long Journaled { get; set; }
    }
}

/// <summary>The flow at its end.</summary>
internal sealed record DemoFlowResult(Simulator Simulator, UInt128 TraceHash, IReadOnlyList<DemoBook> Books, long Commands);
