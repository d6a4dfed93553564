using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;
using System.Threading.Tasks;
using Orleans;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Trading.Client.Cluster;
using Trading.GrainInterfaces;

namespace Trading.Client.Observe;

/// <summary>What one silo has measured.</summary>
/// <param name="Silo">Its address.</param>
/// <param name="UpSeconds">Since it began to measure.</param>
/// <param name="Grains">Its active grains, by kind.</param>
/// <param name="Meters">Its meters, as docs/METRICS.md has them.</param>
/// <param name="Nodes">Its active nodes, the busiest first.</param>
internal sealed record SiloReport(
    string Silo, double UpSeconds, SortedDictionary<string, int> Grains, IReadOnlyList<MeterFigure> Meters, IReadOnlyList<NodeFigure> Nodes)
{
    /// <summary>A counter's total or a gauge's value, over all its tags.</summary>
    public double Total(string meter) => Meters.Where(figure => figure.Name == meter).Sum(figure => figure.Value);

    /// <summary>A histogram's count, over all its tags.</summary>
    public long Count(string meter) => Meters.Where(figure => figure.Name == meter).Sum(figure => figure.Count);
}

/// <summary>What the silos of a cluster have measured; the same in <c>trading top</c> and in the files of <c>--metrics</c>.</summary>
/// <param name="Silos">The active silos, by address.</param>
/// <param name="Strategies">The strategies of the session that was asked for; null where none was.</param>
internal sealed record ClusterFigures(
    IReadOnlyList<SiloReport> Silos,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<StrategyFigure>? Strategies = null)
{
    /// <summary>Asks every active silo.</summary>
    public static async Task<ClusterFigures> ReadAsync(IGrainFactory grains)
    {
        var members = await ClusterMembers.ReadAsync(grains);
        var hosted = await members.CountsAsync(grains);
        var silos = new List<SiloReport>();
        foreach (var address in members.Active)
        {
            var kinds = new SortedDictionary<string, int>(StringComparer.Ordinal);
            foreach (var kind in hosted.Where(kind => kind.SiloAddress.Equals(address) && NameOf(kind.GrainType).Length > 0))
            {
                var name = NameOf(kind.GrainType);
                kinds[name] = kinds.GetValueOrDefault(name) + kind.ActivationCount;
            }

            if (await AskAsync(grains, address) is { } figures)
            {
                silos.Add(new SiloReport($"{address.Endpoint}", figures.UpMilliseconds / 1000.0, kinds, figures.Meters, figures.Nodes));
            }
        }

        return new ClusterFigures(silos);
    }

    /// <summary>A silo by a probe that is placed on it.</summary>
    /// <returns>Null when it cannot be asked: it is on its way out.</returns>
    private static async Task<SiloFigures?> AskAsync(IGrainFactory grains, SiloAddress address)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, address);
        try
        {
            var figures = await grains.GetGrain<IProbeGrain>(ProbeKeys.Of(address)).Figures();
            return figures.Silo == address.ToParsableString() ? figures : null;
        }
        catch (Exception error) when (LostCall.Is(error))
        {
            return null;
        }
        finally
        {
            RequestContext.Remove(IPlacementDirector.PlacementHintKey);
        }
    }

    /// <summary>The class of one of our grains without namespace and ending: <c>Book</c>. Empty for Orleans' own.</summary>
    private static string NameOf(string type)
    {
        const string space = "Trading.Grains.";
        var start = type.IndexOf(space, StringComparison.Ordinal);
        if (start < 0) return "";
        var name = type[(start + space.Length)..];
        var end = name.IndexOf("Grain", StringComparison.Ordinal);
        return end < 0 ? name : name[..end];
    }
}
