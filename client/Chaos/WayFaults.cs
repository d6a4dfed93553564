using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Trading.Client.ScaleOut;

namespace Trading.Client.Chaos;

/// <summary>What is done to a way between two processes.</summary>
internal static class WayFaults
{
    /// <summary>Delays, holds or resets for as long as planned.</summary>
    public static async Task<FaultTrace> DisturbAsync(
        PlannedFault fault, TcpProxy proxy, IReadOnlyList<TrialBook> books, CancellationToken cancellation)
    {
        var way = proxy.Way;
        var (began, delayed, held) = (Stopwatch.GetTimestamp(), way.BytesDelayed, way.BytesHeld);
        var lasts = TimeSpan.FromMilliseconds(fault.LastsMs);
        if (fault.Fault is ChaosFault.DatabaseReset or ChaosFault.ClientReset)
        {
            var reset = proxy.Reset();
            return new FaultTrace(began, began, books, $"{reset} connections were reset", reset > 0);
        }

        var isHold = fault.Fault is ChaosFault.DatabaseHold or ChaosFault.ClientHold;
        if (isHold) way.Hold();
        else way.Delay(TimeSpan.FromMilliseconds(fault.Draw));
        await Task.Delay(lasts, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        way.Release();
        way.Delay(TimeSpan.Zero);
        var bytes = isHold ? way.BytesHeld - held : way.BytesDelayed - delayed;
        var evidence = $"{bytes} bytes were {(isHold ? "held" : "delayed")}";
        return new FaultTrace(began, Stopwatch.GetTimestamp(), books, evidence, bytes > 0);
    }
}
