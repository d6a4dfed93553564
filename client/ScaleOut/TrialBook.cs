using System.Collections.Generic;
using System.Threading;

namespace Trading.Client.ScaleOut;

/// <summary>A book under load.</summary>
/// <param name="key">Its grain's key, which is its node's name.</param>
internal sealed class TrialBook(string key)
{
    private long _lastStart;

    /// <summary>Its grain's key.</summary>
    public string Key => key;

    /// <summary>Its callers.</summary>
    public List<TrialCaller> Callers { get; } = [];

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
}
