using System.Threading.Tasks;
using Orleans;
using Orleans.Concurrency;
using Trading.GrainInterfaces;

namespace Trading.Tests.Grains;

/// <summary>A grain over a <see cref="TrippedBook"/>.</summary>
public interface ITrippedGrain : IGrainWithStringKey
{
    [AlwaysInterleave]
    Task<NodeAnswer> Execute(NodeCall call);
}
