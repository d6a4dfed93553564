using System;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Orleans.Placement;
using Orleans.Runtime;
using Trading.Exchange;
using Trading.GrainInterfaces;
using Trading.Invariants;

namespace Trading.Grains;

/// <summary>Hosts one instrument's book: pumps a <see cref="BookNode"/> over its table.</summary>
[HashBasedPlacement]
internal sealed class BookGrain(IGrainContext context, NodePorts ports, ILogger<BookGrain> log)
    : DurableGrain(
        context.GrainId.Key.ToString() ?? "", () => new TimedBook(new WatchedBook(), ports.Meters, ports.Clock), ports, log), IBookGrain
{
    public Task<NodeAnswer> Execute(NodeCall call) => Pump.CallAsync(call);

    public Task<NodeAnswer> Read(byte[] query) => Pump.ReadAsync(query);

    public Task<NodeAnswer> Inspect() => Pump.InspectAsync();

    protected override void OnAnswered(ReadOnlySpan<byte> answer)
    {
        if (BookAnswer.TryRead(answer, out var book)) Meters.Reported(book.Reports);
    }
}
