using System;
using System.Threading;
using System.Threading.Tasks;
using Orleans;
using Orleans.Placement;
using Trading.Durable;
using Trading.GrainInterfaces;
using Trading.Grains;
using Trading.Journal;

namespace Trading.Tests.Grains;

[GrainType(RelayNode.Kind)]
[HashBasedPlacement]
internal sealed class RelayGrain : Grain, IRelayGrain, INodeHost
{
    private readonly NodePump _pump;

    public RelayGrain(NodePorts ports) => _pump = new NodePump(
        RelayNode.NameOf(this.GetPrimaryKeyString()), () => new RelayNode(), ports, this);

    public override Task OnActivateAsync(CancellationToken cancellationToken) => _pump.LoadAsync();

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _pump.DrainAsync().WaitAsync(cancellationToken);

    public Task<NodeAnswer> Execute(NodeCall call) => _pump.CallAsync(call);

    public Task<NodeAnswer> Read() => _pump.ReadAsync([]);

    public Task<NodeDelivered> Deliver(NodeOutputs outputs) => _pump.DeliverAsync(outputs);

    void INodeHost.Opened(OpenedTable opened)
    {
    }

    void INodeHost.Stopped(StopReason reason)
    {
        if (reason == StopReason.Fenced) DeactivateOnIdle();
    }

    void INodeHost.Halted(Breach breach, string sample)
    {
    }

    void INodeHost.Undelivered(string target, ulong sequence, ReplyStatus status, Exception? error)
    {
    }

    void INodeHost.StayAwake(TimeSpan time) => DelayDeactivation(time);

    void INodeHost.SnapshotNotKept(ulong sequence, AppendOutcome outcome)
    {
    }
}
