using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
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
    /// One lock around the book: the writer holds it for a batch, a reader to copy the depth. The rejected model.
    /// </summary>
    OneLock,
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
/// <param name="Contentions">Lock acquisitions that had to wait, of all threads.</param>
/// <param name="BytesPerCommand">Bytes that the writer allocated per command.</param>
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
    long Contentions,
    double BytesPerCommand);

/// <summary>Measures what published snapshots cost and what a lock would cost instead, on mix B.</summary>
public static class PublicationBench
{
    private const int Depth = 10;
    private const int BatchCommands = 64;

    /// <summary>Runs a model.</summary>
    /// <param name="model">Which.</param>
    /// <param name="readers">Reader threads, at least 1.</param>
    /// <param name="workload">From <see cref="BookBench.Generate"/>.</param>
    public static PublicationResult Run(PublicationModel model, int readers, BookWorkload workload)
    {
        // The first pass lets the runtime optimise; its figures are discarded.
        Measure(model, readers, workload);
        return Measure(model, readers, workload);
    }

    private static PublicationResult Measure(PublicationModel model, int readers, BookWorkload workload)
    {
        var session = new Session(model, workload);
        var threads = Enumerable.Range(0, readers).Select(_ => new ReaderThread(session)).ToArray();
        var contentions = Monitor.LockContentionCount;
        foreach (var thread in threads) thread.Start();
        var start = Stopwatch.GetTimestamp();
        var allocatedBytes = GC.GetAllocatedBytesForCurrentThread();
        session.Write(workload.Timed);
        allocatedBytes = GC.GetAllocatedBytesForCurrentThread() - allocatedBytes;
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        session.IsDone = true;
        foreach (var thread in threads) thread.Join();
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
            contentions,
            (double)allocatedBytes / workload.Timed.Length);
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

        public volatile bool IsDone;

        public Session(PublicationModel model, BookWorkload workload)
        {
            _model = model;
            foreach (ref readonly var command in workload.Preload.AsSpan()) _book.Execute(command, _reports);
            _published.Publish(BookSnapshot.Of(_book, Depth));
        }

        /// <summary>How long the writer waited, one entry a batch.</summary>
        public List<long> Waits { get; } = new(100_000);

        public void Write(ReadOnlySpan<BookCommand> commands)
        {
            for (var from = 0; from < commands.Length; from += BatchCommands)
            {
                var batch = commands.Slice(from, Math.Min(BatchCommands, commands.Length - from));
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

            lock (_gate)
            {
                var waited = Stopwatch.GetTimestamp() - start;
                _book.CopyLevels(Side.Buy, bids);
                _book.CopyLevels(Side.Sell, asks);
                return waited;
            }
        }

        private void Execute(ReadOnlySpan<BookCommand> batch)
        {
            foreach (ref readonly var command in batch) _book.Execute(command, _reports);
        }
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

        public void Join() => _thread.Join();
    }
}
