using System.Threading.Tasks;
using Orleans;
using Orleans.Runtime;
using Trading.Durable;
using Trading.GrainInterfaces;

namespace Trading.Grains;

/// <summary>
/// Links by grain calls. A target is named by its grain's id, kind and key, for example <c>book/main/sim:BTC-USDT</c>.
/// </summary>
/// <param name="grains">Finds the targets.</param>
public sealed class GrainLinks(IGrainFactory grains) : INodeLinks
{
    /// <inheritdoc/>
    public Task<NodeDelivered> DeliverAsync(string target, NodeOutputs outputs) =>
        GrainId.TryParse(target, out var id)
            ? grains.GetGrain<INodeGrain>(id).Deliver(outputs)
            : Task.FromResult(new NodeDelivered(ReplyStatus.Malformed, 0));
}
