using System.Threading.Tasks;
using Orleans;
using Orleans.Concurrency;

namespace Trading.GrainInterfaces;

/// <summary>A grain that hosts a durable node which takes other nodes' outputs.</summary>
/// <remarks>
/// The sender awaits nothing of this in a turn that answers somebody, so two nodes may send to each other.
/// </remarks>
[Alias("trading.INodeGrain")]
public interface INodeGrain : IGrainWithStringKey
{
    /// <summary>
    /// Takes a run of outputs, each once and in order whatever is repeated; answers when what it tells is committed.
    /// </summary>
    [Alias("Deliver"), AlwaysInterleave]
    Task<NodeDelivered> Deliver(NodeOutputs outputs);
}
