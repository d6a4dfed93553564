using System.Threading.Tasks;
using Orleans;
using Orleans.Concurrency;

namespace Trading.GrainInterfaces;

/// <summary>
/// One instrument's order book, under a key of <see cref="GrainKey.ForBook"/>. <see cref="BookClient"/> speaks to it.
/// </summary>
/// <remarks>
/// The methods interleave so that concurrent calls share a commit: each works up to its place in the queue without
/// awaiting anything, and only its answer waits.
/// </remarks>
[Alias("trading.IBookGrain")]
public interface IBookGrain : IGrainWithStringKey
{
    /// <summary>
    /// Carries out a batch; the payload is a <see cref="Exchange.BookCall"/>, the answer a
    /// <see cref="Exchange.BookAnswer"/>.
    /// </summary>
    [Alias("Execute"), AlwaysInterleave]
    Task<NodeAnswer> Execute(NodeCall call);

    /// <summary>
    /// Answers a <see cref="Exchange.BookView.Query"/> with a <see cref="Exchange.BookView"/> of committed state.
    /// </summary>
    [Alias("Read"), AlwaysInterleave]
    Task<NodeAnswer> Read([Immutable] byte[] query);

    /// <summary>
    /// The node's <see cref="Durable.NodeStatus"/>, encoded: epoch, commits, output chain and state hash.
    /// </summary>
    [Alias("Inspect"), AlwaysInterleave]
    Task<NodeAnswer> Inspect();
}
