using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using Trading.Durable;

namespace Trading.Client.Chaos;

/// <summary>What the clients of a load share: its begin, and how often they were refused.</summary>
/// <param name="takesRefusals">True when a call that is refused as Overloaded has ended; else it is repeated.</param>
internal sealed class LoadClock(bool takesRefusals)
{
    private long _start = Stopwatch.GetTimestamp();
    private readonly ConcurrentDictionary<(ReplyStatus Status, string Book), long> _refusals = [];
    private readonly ConcurrentDictionary<string, long> _failures = [];

    /// <summary>Whether a call that is refused as Overloaded has ended.</summary>
    public bool TakesRefusals => takesRefusals;

    /// <summary>Milliseconds since the load's begin.</summary>
    public double NowMs => Stopwatch.GetElapsedTime(Volatile.Read(ref _start)).TotalMilliseconds;

    /// <summary>True when calls whose outcome is unknown are given up: nobody will look at them.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>Attempts that ended in an exception, by its name: their outcome was unknown.</summary>
    public IReadOnlyDictionary<string, long> Failures => new SortedDictionary<string, long>(_failures, StringComparer.Ordinal);

    /// <summary>When a time stamp was.</summary>
    public double At(long stamp) => Stopwatch.GetElapsedTime(Volatile.Read(ref _start), stamp).TotalMilliseconds;

    /// <summary>The load begins now: what came before was set-up.</summary>
    public void Begin() => Volatile.Write(ref _start, Stopwatch.GetTimestamp());

    /// <summary>The run ends before its time.</summary>
    public void Abandon() => IsAbandoned = true;

    /// <summary>An attempt was refused.</summary>
    public void NoteRefusal(ReplyStatus status, string book) => _refusals.AddOrUpdate((status, book), 1, (_, count) => count + 1);

    /// <summary>An attempt was not answered.</summary>
    public void NoteFailure(string name) => _failures.AddOrUpdate(name, 1, (_, count) => count + 1);

    /// <summary>Attempts that were refused so, of one book or of all.</summary>
    public long Refused(ReplyStatus status, string? book = null) =>
        _refusals.Where(each => each.Key.Status == status && (book is null || each.Key.Book == book)).Sum(each => each.Value);

    /// <summary>All refusals by their names.</summary>
    public IReadOnlyDictionary<string, long> Refusals() => _refusals
        .GroupBy(each => each.Key.Status)
        .OrderBy(group => group.Key)
        .ToDictionary(group => group.Key.ToString(), group => group.Sum(each => each.Value));
}
