using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Trading.Desk;
using Trading.Durable;
using Trading.GrainInterfaces;
using Trading.Journal;

namespace Trading.Silo;

/// <summary>
/// Brings the emergency log's calls to their books and sessions, wherever those live now: the silo that took a cancel need not be the
/// one that recovers the book. A call that a node has in its journal is settled; its id makes repetitions harmless.
/// </summary>
internal sealed partial class EmergencyReconciler(IEmergencyLog log, IGrainFactory grains, ILogger<EmergencyReconciler> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var node in log.UnsettledNodes()) await SettleAsync(node, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops: what is not settled stays in the log.
        }
    }

    private async Task SettleAsync(string node, CancellationToken stop)
    {
        foreach (var call in log.Unsettled(node))
        {
            try
            {
                var answer = await ExecuteAsync(node, new NodeCall(call.Client, call.Sequence, call.Payload.ToArray())).WaitAsync(stop);
                if (!IsFinal(answer.Status)) return;
                log.Settle(node, call.Client, call.Sequence);
                LogSettled(node, call.Client, call.Sequence, answer.Status);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogNotYet(node, failure.Message);
                return;
            }
        }
    }

    /// <summary>Calls of a session's record are operators' commands, all others cancels of a book's orders.</summary>
    private Task<NodeAnswer> ExecuteAsync(string node, NodeCall call) => SessionTables.GrainOfRecord(node) is { } desk
        ? grains.GetGrain<IDeskGrain>(desk).Command(call)
        : grains.GetGrain<IBookGrain>(node).Execute(call);

    /// <summary>Whether the journal has decided about a call.</summary>
    private static bool IsFinal(ReplyStatus status) =>
        status is ReplyStatus.Answered or ReplyStatus.TooOld or ReplyStatus.PayloadConflict;

    [LoggerMessage(1401, LogLevel.Warning, "Emergency call {Client}/{Sequence} of {Node} is in the journal now: {Status}.")]
    private partial void LogSettled(string node, string client, ulong sequence, ReplyStatus status);

    [LoggerMessage(1402, LogLevel.Warning, "Emergency calls of {Node} wait: {Reason}")]
    private partial void LogNotYet(string node, string reason);
}
