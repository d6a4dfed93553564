using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Orleans.Placement;
using Orleans.Runtime;
using Trading.Durable;
using Trading.Exchange;
using Trading.GrainInterfaces;
using Trading.Grains;
using Trading.Invariants;

namespace Trading.Tests.Grains;

/// <summary>A book that is watched, and objected to whenever one client calls.</summary>
internal sealed class TrippedBook() : WatchedNode(new BookNode())
{
    public const string Tripper = "tripper";

    private static readonly Invariant Untouched = new(999, "untouched", "The tripper never calls.");

    protected override Violation? CheckInput(in NodeInput input, NodeOutput output) =>
        input.Source == Tripper ? new(Untouched, "it called") : null;

    protected override Violation? CheckWhole() => null;
}

[HashBasedPlacement]
internal sealed class TrippedGrain(IGrainContext context, NodePorts ports, ILogger<TrippedGrain> log)
    : DurableGrain(context.GrainId.Key.ToString() ?? "", () => new TrippedBook(), ports, log), ITrippedGrain
{
    public Task<NodeAnswer> Execute(NodeCall call) => Pump.CallAsync(call);
}
