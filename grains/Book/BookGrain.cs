using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Placement;
using Trading.Durable;
using Trading.Exchange;
using Trading.GrainInterfaces;
using Trading.Journal;

namespace Trading.Grains;

/// <summary>Hosts one instrument's book: pumps a <see cref="BookNode"/> over its table.</summary>
[HashBasedPlacement]
internal sealed partial class BookGrain : Grain, IBookGrain, INodeHost
{
    private readonly ILogger<BookGrain> _log;
    private readonly NodePump _pump;

    public BookGrain(NodePorts ports, ILogger<BookGrain> log)
    {
        _log = log;
        _pump = new NodePump(Key, () => new BookNode(), ports, this);
    }

    private string Key => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken) => _pump.LoadAsync();

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _pump.DrainAsync().WaitAsync(cancellationToken);

    public Task<NodeAnswer> Execute(NodeCall call) => _pump.CallAsync(call);

    public Task<NodeAnswer> Read(byte[] query) => _pump.ReadAsync(query);

    public Task<NodeAnswer> Inspect() => _pump.InspectAsync();

    void INodeHost.Opened(OpenedTable opened)
    {
        foreach (var notice in opened.Notices) LogNotice(Key, notice);
        if (opened.Status == OpenStatus.Corrupt) LogCorrupt(Key, opened.Damage);
        else if (opened.Status != OpenStatus.Opened) LogNotOpened(Key, opened.Status);
    }

    void INodeHost.Stopped(StopReason reason)
    {
        LogStopped(Key, reason);
        if (reason == StopReason.Fenced) DeactivateOnIdle();
    }

    void INodeHost.Undelivered(string target, ulong sequence, ReplyStatus status, Exception? error) =>
        LogUndelivered(error, Key, target, sequence, status);

    void INodeHost.StayAwake(TimeSpan time) => DelayDeactivation(time);

    void INodeHost.SnapshotNotKept(ulong sequence, AppendOutcome outcome) => LogSnapshot(Key, sequence, outcome);

    [LoggerMessage(LogLevel.Warning, "Book {Key} stopped: {Reason}. It recovers from its journal.")]
    private partial void LogStopped(string key, StopReason reason);

    [LoggerMessage(LogLevel.Warning, "Book {Key}: {Notice}")]
    private partial void LogNotice(string key, string notice);

    [LoggerMessage(LogLevel.Warning, "Book {Key} refuses orders: its journal is {Status}. It tries again.")]
    private partial void LogNotOpened(string key, OpenStatus status);

    [LoggerMessage(
        LogLevel.Error,
        "Book {Key} takes no orders: its journal does not verify. {Damage} Run 'trading journal verify'; docs/RUNBOOK.md.")]
    private partial void LogCorrupt(string key, CorruptData? damage);

    [LoggerMessage(LogLevel.Warning, "Book {Key}: output {Sequence} to {Target} is not delivered: {Status}. It is sent again.")]
    private partial void LogUndelivered(Exception? error, string key, string target, ulong sequence, ReplyStatus status);

    [LoggerMessage(LogLevel.Warning, "Book {Key}: the snapshot after block {Sequence} was not kept: {Outcome}.")]
    private partial void LogSnapshot(string key, ulong sequence, AppendOutcome outcome);
}
