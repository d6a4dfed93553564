using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Trading.Client.Chaos;

/// <summary>What happens to traffic on a way just now, and what has happened so far.</summary>
internal sealed class ProxyWay
{
    private long _delayTicks;
    private long _bytesThere;
    private long _bytesBack;
    private long _delayed;
    private long _held;
    private volatile TaskCompletionSource _open = Opened();

    /// <summary>Bytes that arrived at the target.</summary>
    public long BytesThere => Volatile.Read(ref _bytesThere);

    /// <summary>Bytes that arrived at the caller.</summary>
    public long BytesBack => Volatile.Read(ref _bytesBack);

    /// <summary>Bytes that were delayed.</summary>
    public long BytesDelayed => Volatile.Read(ref _delayed);

    /// <summary>Bytes that had to wait until the way was open again.</summary>
    public long BytesHeld => Volatile.Read(ref _held);

    /// <summary>Everything that comes from now on arrives that much later.</summary>
    public void Delay(TimeSpan delay) => Volatile.Write(ref _delayTicks, (long)(delay.TotalSeconds * Stopwatch.Frequency));

    /// <summary>Nothing arrives any more until <see cref="Release"/>.</summary>
    public void Hold()
    {
        if (_open.Task.IsCompleted) _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>What was held goes on, in order.</summary>
    public void Release() => _open.TrySetResult();

    /// <summary>When bytes that come now are to arrive, as a time stamp.</summary>
    public long DueOf(int bytes)
    {
        var delay = Volatile.Read(ref _delayTicks);
        if (delay > 0) Interlocked.Add(ref _delayed, bytes);
        return delay > 0 ? Stopwatch.GetTimestamp() + delay : 0;
    }

    /// <summary>Waits until bytes may arrive.</summary>
    public async ValueTask PassAsync(int bytes, long due)
    {
        if (due > 0 && Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is { Ticks: > 0 } left)
        {
            await Task.Delay(left).ConfigureAwait(false);
        }

        if (_open.Task.IsCompleted) return;
        Interlocked.Add(ref _held, bytes);
        while (!_open.Task.IsCompleted) await _open.Task.ConfigureAwait(false);
    }

    /// <summary>Bytes arrived.</summary>
    public void Note(int bytes, bool isThere) => Interlocked.Add(ref isThere ? ref _bytesThere : ref _bytesBack, bytes);

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}
