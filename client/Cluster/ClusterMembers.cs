using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Orleans;
using Orleans.Runtime;
using Trading.GrainInterfaces;

namespace Trading.Client.Cluster;

/// <summary>The silos of a cluster, and what they host; asked of silos alone, so that it works while the database is gone.</summary>
/// <param name="Silos">All that the membership knows, those that ended too, by their addresses.</param>
internal sealed record ClusterMembers(IReadOnlyList<SiloMember> Silos)
{
    /// <summary>Those that are active.</summary>
    public SiloAddress[] Active => [.. Silos.Where(silo => silo.Status == SiloStatus.Active).Select(silo => silo.Address)];

    /// <summary>Asks one of the silos.</summary>
    public static async Task<ClusterMembers> ReadAsync(IGrainFactory grains) => new(await grains.GetGrain<IProbeGrain>(0).Members());

    /// <summary>The grains of the active silos.</summary>
    public Task<DetailedGrainStatistic[]> GrainsAsync(IGrainFactory grains) =>
        grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics(hostsIds: Active);

    /// <summary>How many grains of each kind the active silos have.</summary>
    public Task<SimpleGrainStatistic[]> CountsAsync(IGrainFactory grains) =>
        grains.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics(Active);
}
