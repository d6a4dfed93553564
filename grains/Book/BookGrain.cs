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

/// <summary>Hosts one instrument's book: pumps a <see cref="BookNode"/> over its block table.</summary>
[HashBasedPlacement]
internal sealed partial class BookGrain : Grain, IBookGrain
{
    private readonly ILogger<BookGrain> _log;
    private readonly NodePump _pump;

    public BookGrain(IBlockTable table, TimeProvider clock, ILogger<BookGrain> log)
    {
        _log = log;
        _pump = new NodePump(this.GetPrimaryKeyString(), new BookNode(), table, clock, Stop);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken) => _pump.LoadAsync();

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _pump.DrainAsync().WaitAsync(cancellationToken);

    public Task<NodeAnswer> Execute(NodeCall call) => _pump.CallAsync(call);

    public Task<NodeAnswer> Read(byte[] query) => _pump.ReadAsync(query);

    public Task<NodeAnswer> Inspect() => _pump.InspectAsync();

    private void Stop(StopReason reason)
    {
        LogStopped(this.GetPrimaryKeyString(), reason);
        DeactivateOnIdle();
    }

    [LoggerMessage(LogLevel.Warning, "Book {Key} stopped: {Reason}. A new activation recovers from the table.")]
    private partial void LogStopped(string key, StopReason reason);
}
