using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Trading.Journal.Postgres;

namespace Trading.Client.Chaos;

/// <summary>A database that dies or stands still.</summary>
internal sealed class DatabaseFaults(PrivatePostgres server, TcpProxy way, ChaosLoad load)
{
    /// <summary>Kills the server and starts it again after a while; it recovers from its log.</summary>
    /// <returns>What was done, and why the server does not run again; null when it does.</returns>
    public async Task<(FaultTrace Trace, string? Error)> KillAsync(PlannedFault fault, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        server.Kill();
        var isGone = !await AcceptsAsync(cancellation);
        await Task.Delay(fault.LastsMs, cancellation);
        var problem = await server.RestartAsync(cancellation);
        var trace = new FaultTrace(
            began, Stopwatch.GetTimestamp(), load.Books, isGone ? "nobody listened on its port" : "somebody listened on its port", isGone);
        return (trace, problem?.Message);
    }

    /// <summary>Stops the server's processes where they stand for a while.</summary>
    public async Task<FaultTrace> FreezeAsync(PlannedFault fault, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        server.Freeze();
        // What was on its way when it was stopped may still arrive.
        await Task.Delay(250, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var (there, back) = (way.Way.BytesThere, way.Way.BytesBack);
        await Task.Delay(fault.LastsMs, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var (asked, answered) = (way.Way.BytesThere - there, way.Way.BytesBack - back);
        server.Thaw();
        return new FaultTrace(
            began, Stopwatch.GetTimestamp(), load.Books, $"{asked} bytes were sent to it and {answered} came back", asked > 0 && answered == 0);
    }

    private async Task<bool> AcceptsAsync(CancellationToken cancellation)
    {
        try
        {
            using var caller = new TcpClient();
            await caller.ConnectAsync(IPAddress.Loopback, server.Port, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
