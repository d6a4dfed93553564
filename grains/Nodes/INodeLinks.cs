using System.Threading.Tasks;
using Trading.GrainInterfaces;

namespace Trading.Grains;

/// <summary>The way from one node to another: it may lose, repeat and delay, and the nodes see to the rest.</summary>
public interface INodeLinks
{
    /// <summary>Hands outputs to a target.</summary>
    /// <param name="target">The target, as the sending node named it.</param>
    /// <param name="outputs">The outputs.</param>
    /// <returns>
    /// The target's word, whether it came to it now or earlier. A failed task says nothing: the outputs may be there or not.
    /// </returns>
    Task<NodeDelivered> DeliverAsync(string target, NodeOutputs outputs);
}
