using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Client.ScaleOut;

namespace Trading.Client.Chaos;

/// <summary>What is done to ways between processes.</summary>
internal static class WayFaults
{
    /// <summary>Delays, holds or resets for as long as planned.</summary>
    public static async Task<FaultTrace> DisturbAsync(
        PlannedFault fault, IReadOnlyList<TcpProxy> proxies, IReadOnlyList<TrialBook> books, CancellationToken cancellation)
    {
        var (began, delayed, held) = (Stopwatch.GetTimestamp(), Delayed(), Held());
        var lasts = TimeSpan.FromMilliseconds(fault.LastsMs);
        if (fault.Fault is ChaosFault.DatabaseReset or ChaosFault.ClientReset)
        {
            var reset = proxies.Sum(proxy => proxy.Reset());
            return new FaultTrace(began, began, books, $"{reset} connections were reset", reset > 0);
        }

        var isHold = fault.Fault is ChaosFault.DatabaseHold or ChaosFault.ClientHold;
        foreach (var proxy in proxies)
        {
            if (isHold) proxy.Way.Hold();
            else proxy.Way.Delay(TimeSpan.FromMilliseconds(fault.Draw));
        }

        await Task.Delay(lasts, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var proxy in proxies)
        {
            proxy.Way.Release();
            proxy.Way.Delay(TimeSpan.Zero);
        }

        var bytes = isHold ? Held() - held : Delayed() - delayed;
        var evidence = $"{bytes} bytes were {(isHold ? "held" : "delayed")}";
        return new FaultTrace(began, Stopwatch.GetTimestamp(), books, evidence, bytes > 0);

        long Delayed() => proxies.Sum(proxy => proxy.Way.BytesDelayed);
        long Held() => proxies.Sum(proxy => proxy.Way.BytesHeld);
    }
}
