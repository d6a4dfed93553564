using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Orleans;
using Trading.Durable;
using Trading.Journal;

namespace Trading.Grains;

/// <summary>A grain that hosts one durable node: loads it, drains it, and tells the log what becomes of it.</summary>
internal abstract partial class DurableGrain : Grain, INodeHost
{
    private readonly ILogger _log;

    /// <summary>A grain of a fresh activation.</summary>
    /// <param name="key">The node's key in the table.</param>
    /// <param name="create">Makes the node in its initial state.</param>
    /// <param name="ports">The silo.</param>
    /// <param name="log">Told what operators should know.</param>
    protected DurableGrain(string key, Func<INode> create, NodePorts ports, ILogger log)
    {
        (Key, Meters, _log) = (key, ports.Meters, log);
        Pump = new NodePump(key, create, ports, this);
    }

    /// <summary>The node's key in the table.</summary>
    protected string Key { get; }

    /// <summary>What is measured.</summary>
    protected NodeMeters Meters { get; }

    /// <summary>The node.</summary>
    protected NodePump Pump { get; }

    public override Task OnActivateAsync(CancellationToken cancellationToken) => Pump.LoadAsync();

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        Pump.DrainAsync().WaitAsync(cancellationToken);

    /// <summary>A call is answered, for what the grain counts.</summary>
    protected virtual void OnAnswered(ReadOnlySpan<byte> answer)
    {
    }

    void INodeHost.Opened(OpenedTable opened)
    {
        foreach (var notice in opened.Notices) LogNotice(Key, notice);
        if (opened.Status == OpenStatus.Corrupt) LogCorrupt(Key, opened.Damage);
        else if (opened.Status != OpenStatus.Opened) LogNotOpened(Key, opened.Status);
    }

    void INodeHost.Stopped(StopReason reason)
    {
        if (reason != StopReason.InvariantBroken) LogStopped(Key, reason);
        if (reason == StopReason.Fenced) DeactivateOnIdle();
    }

    void INodeHost.Halted(Breach breach, string sample) => LogHalted(Key, breach, sample);

    void INodeHost.Undelivered(string target, ulong sequence, ReplyStatus status, Exception? error) =>
        LogUndelivered(error, Key, target, sequence, status);

    void INodeHost.StayAwake(TimeSpan time) => DelayDeactivation(time);

    void INodeHost.Answered(ReadOnlySpan<byte> answer) => OnAnswered(answer);

    void INodeHost.SnapshotNotKept(ulong sequence, AppendOutcome outcome) => LogSnapshot(Key, sequence, outcome);

    [LoggerMessage(1001, LogLevel.Warning, "Node {Key} stopped: {Reason}. It recovers from its journal.")]
    private partial void LogStopped(string key, StopReason reason);

    [LoggerMessage(1002, LogLevel.Warning, "Node {Key}: {Notice}")]
    private partial void LogNotice(string key, string notice);

    [LoggerMessage(1003, LogLevel.Warning, "Node {Key} refuses calls: its journal is {Status}. It tries again.")]
    private partial void LogNotOpened(string key, OpenStatus status);

    [LoggerMessage(
        1004, LogLevel.Error,
        "Node {Key} takes no calls: its journal does not verify. {Damage} Run 'trading journal verify'; docs/RUNBOOK.md.")]
    private partial void LogCorrupt(string key, CorruptData? damage);

    [LoggerMessage(1005, LogLevel.Warning, "Node {Key}: output {Sequence} to {Target} is not delivered: {Status}. It is sent again.")]
    private partial void LogUndelivered(Exception? error, string key, string target, ulong sequence, ReplyStatus status);

    [LoggerMessage(
        1007, LogLevel.Critical,
        "Node {Key} is halted: {Breach}. What led to it was not recorded; its inputs are kept in '{Sample}'. docs/RUNBOOK.md says how to go on.")]
    private partial void LogHalted(string key, Breach breach, string sample);

    [LoggerMessage(1006, LogLevel.Warning, "Node {Key}: the snapshot after block {Sequence} was not kept: {Outcome}.")]
    private partial void LogSnapshot(string key, ulong sequence, AppendOutcome outcome);
}
