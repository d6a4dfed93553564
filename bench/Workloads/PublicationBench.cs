using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Exchange;
using Trading.Model;

namespace Trading.Bench;

/// <summary>How readers come to a book's depth.</summary>
public enum PublicationModel
{
    /// <summary>
    /// The writer publishes an immutable snapshot after each batch; nobody waits. The engine's model.
    /// </summary>
    PublishedSnapshots,

    /// <summary>
    /// One lock around the book: the writer holds it for a batch, a reader to copy the depth. A rejected model.
    /// </summary>
    OneLock,

    /// <summary>
    /// Batches and questions about the depth wait in one queue for the owner's turn, as calls of a grain that answers both
    /// from its book. A rejected model for reads; what is left of it without readers is the writer's own.
    /// </summary>
    TurnQueue,
}

/// <summary>One model measured with one writer and some readers.</summary>
/// <param name="Model">The model.</param>
/// <param name="Readers">Reader threads.</param>
/// <param name="CommandsPerSecond">What the writer executed.</param>
/// <param name="ReadsPerSecond">Depth reads of all readers.</param>
/// <param name="WriterWaitP50Ns">How long the writer waited before a batch: half waited less.</param>
/// <param name="WriterWaitP99Ns">99 % waited less.</param>
/// <param name="WriterWaitMaxNs">The longest wait.</param>
/// <param name="ReaderWaitP50Ns">How long readers waited for the depth.</param>
/// <param name="ReaderWaitP99Ns">99 % waited less.</param>
/// <param name="ReaderWaitMaxNs">The longest wait that was noted: every sixteenth is.</param>
/// <param name="Contentions">Lock acquisitions that had to wait, of all threads.</param>
/// <param name="BytesPerCommand">Bytes that the writer allocated per command.</param>
/// <param name="LoadAverage">The machine's load average over one minute when the pass began.</param>
public sealed record PublicationResult(
    PublicationModel Model,
    int Readers,
    double CommandsPerSecond,
    double ReadsPerSecond,
    double WriterWaitP50Ns,
    double WriterWaitP99Ns,
    double WriterWaitMaxNs,
    double ReaderWaitP50Ns,
    double ReaderWaitP99Ns,
    double ReaderWaitMaxNs,
    long Contentions,
    double BytesPerCommand,
    double LoadAverage);

/// <summary>Measures what published snapshots cost, and what a lock or a queue for the owner's turn would cost instead.</summary>
public static class PublicationBench
{
    private const int Depth = 10;
    private const int BatchCommands = 64;

    /// <summary>Runs a model.</summary>
    /// <param name="model">Which.</param>
    /// <param name="readers">Reader threads, at least 1.</param>
    /// <param name="commands">How many commands of mix B are timed; all of its two million at the most.</param>
    public static PublicationResult Run(PublicationModel model, int readers, int commands)
    {
        var workload = BookBench.Generate(BookMix.B);
        workload = workload with { Timed = workload.Timed[..Math.Min(commands, workload.Timed.Length)] };
        // The first pass lets the runtime optimise; its figures are discarded.
        Measure(model, readers, workload);
        return Measure(model, readers, workload);
    }

    private static PublicationResult Measure(PublicationModel model, int readers, BookWorkload workload)
    {
        var load = BookBench.LoadAverage();
        var session = new Session(model, workload);
        var threads = Enumerable.Range(0, readers).Select(_ => new ReaderThread(session)).ToArray();
        var contentions = Monitor.LockContentionCount;
        foreach (var thread in threads) thread.Start();
        var start = Stopwatch.GetTimestamp();
        var allocatedBytes = GC.GetAllocatedBytesForCurrentThread();
        session.Write(workload.Timed);
        allocatedBytes = GC.GetAllocatedBytesForCurrentThread() - allocatedBytes;
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        foreach (var thread in threads) session.End(thread);
        contentions = Monitor.LockContentionCount - contentions;
        var readerWaits = threads.SelectMany(thread => thread.Waits).Order().ToArray();
        var writerWaits = session.Waits.Order().ToArray();
        return new PublicationResult(
            model,
            readers,
            workload.Timed.Length / seconds,
            threads.Sum(thread => thread.Reads) / seconds,
            At(writerWaits, 0.5),
            At(writerWaits, 0.99),
            At(writerWaits, 1),
            At(readerWaits, 0.5),
            At(readerWaits, 0.99),
            At(readerWaits, 1),
            contentions,
            (double)allocatedBytes / workload.Timed.Length,
            load);
    }

    private static double At(long[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[(int)(share * (sorted.Length - 1))] * 1e9 / Stopwatch.Frequency;

    /// <summary>The book, its writer and what readers see of it.</summary>
    private sealed class Session
    {
        private readonly PublicationModel _model;
        private readonly OrderBook _book = new(BookWorkload.Instrument);
        private readonly ReportBuffer _reports = new(BatchCommands * 32);
        private readonly PublishedDepth _published = new();

        // Monitor counts contention, which System.Threading.Lock does not.
        private readonly object _gate = new();

        private readonly BlockingCollection<Turn> _turns = [];
        private volatile bool _isDone;

        public Session(PublicationModel model, BookWorkload workload)
        {
            _model = model;
            foreach (ref readonly var command in workload.Preload.AsSpan()) _book.Execute(command, _reports);
            _published.Publish(BookSnapshot.Of(_book, Depth));
        }

        /// <summary>How long the writer waited, one entry a batch.</summary>
        public List<long> Waits { get; } = new(100_000);

        public bool IsDone => _isDone;

        /// <summary>Lets a reader finish: one that still waits for its turn gets it.</summary>
        public void End(ReaderThread reader)
        {
            _isDone = true;
            while (!reader.TryJoin())
            {
                if (_turns.TryTake(out var turn, millisecondsTimeout: 1)) turn.Run();
            }
        }

        public void Write(BookCommand[] commands)
        {
            if (_model == PublicationModel.TurnQueue)
            {
                WriteInTurns(commands);
                return;
            }

            for (var from = 0; from < commands.Length; from += BatchCommands)
            {
                var batch = commands.AsSpan(from, Math.Min(BatchCommands, commands.Length - from));
                _reports.Clear();
                if (_model == PublicationModel.PublishedSnapshots)
                {
                    Execute(batch);
                    _published.Publish(BookSnapshot.Of(_book, Depth));
                    continue;
                }

                var start = Stopwatch.GetTimestamp();
                lock (_gate)
                {
                    Waits.Add(Stopwatch.GetTimestamp() - start);
                    Execute(batch);
                }
            }
        }

        /// <summary>Reads the depth once.</summary>
        /// <returns>How long the reader waited for it, in timer ticks.</returns>
        public long Read(BookLevel[] bids, BookLevel[] asks)
        {
            var start = Stopwatch.GetTimestamp();
            if (_model == PublicationModel.PublishedSnapshots)
            {
                var snapshot = _published.Latest;
                var waited = Stopwatch.GetTimestamp() - start;
                snapshot.Bids.Span.CopyTo(bids);
                snapshot.Asks.Span.CopyTo(asks);
                return waited;
            }

            if (_model == PublicationModel.TurnQueue)
            {
                return Await(() =>
                {
                    _book.CopyLevels(Side.Buy, bids);
                    _book.CopyLevels(Side.Sell, asks);
                });
            }

            lock (_gate)
            {
                var waited = Stopwatch.GetTimestamp() - start;
                _book.CopyLevels(Side.Buy, bids);
                _book.CopyLevels(Side.Sell, asks);
                return waited;
            }
        }

        /// <summary>This thread is the owner: a client of its own sends the batches, one at a time, among the readers' questions.</summary>
        private void WriteInTurns(BookCommand[] commands)
        {
            var client = new Thread(() =>
            {
                for (var from = 0; from < commands.Length; from += BatchCommands)
                {
                    var (start, length) = (from, Math.Min(BatchCommands, commands.Length - from));
                    Waits.Add(Await(() =>
                    {
                        _reports.Clear();
                        Execute(commands.AsSpan(start, length));
                    }));
                }

                _isDone = true;
                _turns.Add(new Turn(() => { }));
            });
            client.Start();
            while (!_isDone) _turns.Take().Run();
            client.Join();
        }

        /// <summary>Waits for a turn and its end.</summary>
        /// <returns>How long it waited before the turn, in timer ticks.</returns>
        private long Await(Action body)
        {
            var turn = new Turn(body);
            _turns.Add(turn);
            return turn.Wait();
        }

        private void Execute(ReadOnlySpan<BookCommand> batch)
        {
            foreach (ref readonly var command in batch) _book.Execute(command, _reports);
        }
    }

    /// <summary>Something that waits for its turn.</summary>
    private sealed class Turn(Action body)
    {
        private readonly long _asked = Stopwatch.GetTimestamp();
        private readonly TaskCompletionSource<long> _waited = new();

        public void Run()
        {
            var waited = Stopwatch.GetTimestamp() - _asked;
            body();
            _waited.SetResult(waited);
        }

        public long Wait() => _waited.Task.GetAwaiter().GetResult();
    }

    private sealed class ReaderThread
    {
        private readonly Thread _thread;

        public ReaderThread(Session session) => _thread = new Thread(() =>
        {
            var (bids, asks) = (new BookLevel[Depth], new BookLevel[Depth]);
            while (!session.IsDone)
            {
                var waited = session.Read(bids, asks);
                if (Reads++ % 16 == 0) Waits.Add(waited);
            }
        });

        public long Reads { get; private set; }

        public List<long> Waits { get; } = new(1_000_000);

        public void Start() => _thread.Start();

        public bool TryJoin() => _thread.Join(0);
    }
}
