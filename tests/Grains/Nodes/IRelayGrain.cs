using System.Threading.Tasks;
using Orleans.Concurrency;
using Trading.GrainInterfaces;

namespace Trading.Tests.Grains;

/// <summary>A grain over a <see cref="RelayNode"/>.</summary>
public interface IRelayGrain : INodeGrain
{
    [AlwaysInterleave]
    Task<NodeAnswer> Execute(NodeCall call);

    [AlwaysInterleave]
    Task<NodeAnswer> Read();
}
