using System;
using System.Diagnostics;
using System.Threading;

namespace Trading.Silo.Health;

/// <summary>
/// A thread of its own that ends the process when the silo's threads stand still: others then take over within seconds,
/// whereas a silo that merely hangs is waited for.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private readonly ManualResetEventSlim _ended = new();
    private readonly StallWatch _watch;

    /// <summary>Begins to watch.</summary>
    /// <param name="limit">The longest stall, whole seconds.</param>
    public Watchdog(TimeSpan limit)
    {
        _watch = new StallWatch(
            beat => ThreadPool.UnsafeQueueUserWorkItem(static run => run(), beat, preferLocal: false),
            Math.Max(1, (int)limit.TotalSeconds));
        new Thread(() => Run(limit)) { IsBackground = true, Name = "watchdog" }.Start();
    }

    /// <summary>Whether the silo's threads ran within the last two seconds or so.</summary>
    public bool IsMoving => _watch.TicksSilent < 2;

    /// <summary>Ends the watch.</summary>
    public void Dispose() => _ended.Set();

    private void Run(TimeSpan limit)
    {
        while (!_ended.Wait(Period))
        {
            if (!_watch.IsStalledAtTick()) continue;
            Console.Error.WriteLine(
                $"error: the silo's threads have not run for {limit.TotalSeconds:0} s; the process ends so that others take over.");
            // An orderly exit would wait for those very threads.
            Process.GetCurrentProcess().Kill();
        }
    }
}
