using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Trading.Client.ScaleOut;

/// <summary>A book under load.</summary>
/// <param name="key">Its grain's key, which is its node's name.</param>
internal sealed class TrialBook(string key)
{
    private long _lastStart;
    private bool _isPressed;

    /// <summary>Its grain's key.</summary>
    public string Key => key;

    /// <summary>Its callers.</summary>
    public List<TrialCaller> Callers { get; } = [];

    /// <summary>Whether its callers call without a pause, so that it always has calls waiting for a commit.</summary>
    public bool IsPressed
    {
        get => Volatile.Read(ref _isPressed);
        set => Volatile.Write(ref _isPressed, value);
    }

    /// <summary>A call was answered.</summary>
    /// <param name="start">When it began, as a time stamp.</param>
    public void NoteAnswer(long start)
    {
        var last = Volatile.Read(ref _lastStart);
        while (start > last)
        {
            var seen = Interlocked.CompareExchange(ref _lastStart, start, last);
            if (seen == last) return;
            last = seen;
        }
    }

    /// <summary>Whether a call that began after a time stamp was answered.</summary>
    public bool IsAnsweredSince(long stamp) => Volatile.Read(ref _lastStart) > stamp;

    /// <summary>Waits until each of some books has answered a call that began after a time stamp.</summary>
    /// <returns>Milliseconds from the stamp, book by book; a book that does not answer in time counts with the limit.</returns>
    public static async Task<double[]> FirstAnswersAsync(
        IEnumerable<TrialBook> books, long stamp, TimeSpan limit, CancellationToken cancellation)
    {
        var open = books.ToList();
        var times = new List<double>();
        while (open.Count > 0)
        {
            var elapsed = Stopwatch.GetElapsedTime(stamp);
            for (var done = open.RemoveAll(book => book.IsAnsweredSince(stamp)); done > 0; done--)
            {
                times.Add(elapsed.TotalMilliseconds);
            }

            if (elapsed > limit) break;
            await Task.Delay(5, cancellation);
        }

        times.AddRange(open.Select(_ => limit.TotalMilliseconds));
        return [.. times];
    }
}
