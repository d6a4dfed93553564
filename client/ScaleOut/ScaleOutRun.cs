using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Orleans.Runtime;
using Trading.Journal.Processes;

namespace Trading.Client.ScaleOut;

/// <summary>What a trial found.</summary>
/// <param name="Silos">Silos that it began with.</param>
/// <param name="Books">Books.</param>
/// <param name="Load">The callers' figures over the whole trial, failures included.</param>
/// <param name="Verdict">The check.</param>
/// <param name="KillMs">From each kill to the first accepted order, book by book.</param>
/// <param name="FreezeMs">The same for freezes.</param>
/// <param name="Evicted">Silos declared dead that nobody had killed or frozen.</param>
internal sealed record TrialResult(
    int Silos,
    int Books,
    LoadView Load,
    TrialVerdict Verdict,
    IReadOnlyList<double> KillMs,
    IReadOnlyList<double> FreezeMs,
    int Evicted)
{
    /// <summary>Whether all that must hold held.</summary>
    public bool HasPassed =>
        Verdict is { Lost: 0, Duplicated: 0, AnsweredOtherwise: 0, HashesEqual: true, Stale.Accepted: 0, Findings.Count: 0 }
        && Verdict.Acknowledged > 0 && Evicted == 0
        && (FreezeMs.Count == 0 || Verdict.Stale.Tried > 0);
}

/// <summary>Steps of a trial on a cluster under load.</summary>
internal sealed class ScaleOutRun(TrialCluster cluster, TrialLoad load, Action<string> tell)
{
    private static readonly TimeSpan FailoverLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private readonly HashSet<int> _ended = [];
    private readonly List<double> _killMs = [];
    private readonly List<double> _freezeMs = [];

    /// <summary>From each kill to the first accepted order, book by book.</summary>
    public IReadOnlyList<double> KillMs => _killMs;

    /// <summary>The same for freezes.</summary>
    public IReadOnlyList<double> FreezeMs => _freezeMs;

    /// <summary>Adds a silo, and hands every book over so that it gets its share.</summary>
    /// <returns>Null, or why it did not start.</returns>
    public async Task<string?> AddAsync(CancellationToken cancellation)
    {
        var added = await cluster.AddSiloAsync(cancellation);
        if (!added.TryGet(out var silo, out var error)) return error;
        await UntilAsync(views => views.Any(view => view.Port == silo.SiloPort && view.Status == SiloStatus.Active), cancellation);
        foreach (var book in load.Books) await cluster.MoveAsync(book.Key);
        // Which silo a book lands on is its hash's choice, and may be no new one at all.
        var views = await UntilAsync(views => views.Sum(view => view.Books.Count) >= load.Books.Count, cancellation);
        tell($"added silo {silo.Number}; {BooksOf(views, silo).Count} books moved to it");
        return null;
    }

    /// <summary>Kills the silo with the most books, and waits until all of them take orders again.</summary>
    public async Task KillAsync(CancellationToken cancellation)
    {
        var (silo, books) = await BusiestAsync(cancellation);
        _ended.Add(silo.SiloPort);
        var stamp = Stopwatch.GetTimestamp();
        silo.Send(PosixSignals.Kill);
        tell($"killed silo {silo.Number} with {books.Count} books");
        var times = await load.FirstAnswersAsync(books, stamp, FailoverLimit, cancellation);
        _killMs.AddRange(times);
        cluster.Remove(silo);
        tell($"its books took orders again after {times.Min():0} to {times.Max():0} ms");
    }

    /// <summary>
    /// Freezes the silo with the most books until it is declared dead and all of them take orders again, then wakes it and
    /// waits until it has ended itself. Its books are pressed, so that it wakes with writes to be made: a silo that wakes
    /// idle shows nothing of the fence.
    /// </summary>
    public async Task FreezeAsync(CancellationToken cancellation)
    {
        var (silo, books) = await BusiestAsync(cancellation);
        _ended.Add(silo.SiloPort);
        await load.PressAsync(books, FailoverLimit, cancellation);
        var stamp = Stopwatch.GetTimestamp();
        silo.Send(PosixSignals.Stop);
        load.Release();
        tell($"froze silo {silo.Number} with {books.Count} books");
        var times = await load.FirstAnswersAsync(books, stamp, FailoverLimit, cancellation);
        _freezeMs.AddRange(times);
        tell($"its books took orders again after {times.Min():0} to {times.Max():0} ms");
        await UntilAsync(
            views => views.Any(view => view.Port == silo.SiloPort && view.Status == SiloStatus.Dead), cancellation);
        silo.Send(PosixSignals.Continue);
        var isGone = await silo.WaitAsync(FailoverLimit, cancellation);
        tell(isGone ? $"woke silo {silo.Number}; it ended itself" : $"woke silo {silo.Number}; it is ended");
        cluster.Remove(silo);
    }

    /// <summary>Silos that the membership declared dead although nobody had touched them.</summary>
    public async Task<int> EvictedAsync(CancellationToken cancellation)
    {
        var views = await UntilAsync(views => views.Count > 0, cancellation);
        return views.Count(view => view.Status == SiloStatus.Dead && !_ended.Contains(view.Port));
    }

    private async Task<(TrialSilo Silo, IReadOnlyCollection<string> Books)> BusiestAsync(CancellationToken cancellation)
    {
        var views = await UntilAsync(views => views.Any(view => view.Books.Count > 0), cancellation);
        var silo = cluster.Silos.MaxBy(silo => BooksOf(views, silo).Count)
            ?? throw new InvalidOperationException("no silo is left");
        return (silo, BooksOf(views, silo));
    }

    private static IReadOnlyList<string> BooksOf(IReadOnlyList<SiloView> views, TrialSilo silo) =>
        views.FirstOrDefault(view => view.Port == silo.SiloPort && view.Status == SiloStatus.Active)?.Books ?? [];

    private async Task<IReadOnlyList<SiloView>> UntilAsync(
        Func<IReadOnlyList<SiloView>, bool> isReached, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var views = await cluster.LookAsync();
            if (isReached(views) || Stopwatch.GetElapsedTime(start) > FailoverLimit) return views;
            await Task.Delay(Poll, cancellation);
        }
    }
}
