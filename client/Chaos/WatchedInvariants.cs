using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Trading.Client.Observe;
using Trading.GrainInterfaces;
using Trading.Silo;

namespace Trading.Client.Chaos;

/// <summary>
/// What the silos themselves saw broken: their counters at the end, and the samples on the disk. A silo that was killed took its
/// counters along; its samples stayed.
/// </summary>
/// <param name="Silos">The silos that told their counters.</param>
/// <param name="Counters">Violations by invariant, over these silos.</param>
/// <param name="Samples">Samples on the disk, of all silos that there were.</param>
internal sealed record WatchedInvariants(int Silos, SortedDictionary<string, long> Counters, int Samples)
{
    private const string Meter = "trading.invariant.violations";

    /// <summary>What does not hold, in words.</summary>
    public IEnumerable<string> Problems()
    {
        if (Silos == 0) yield return "no silo tells its counters of broken invariants";
        foreach (var (invariant, count) in Counters.Where(counter => counter.Value > 0)) yield return $"{invariant}: {count} violations in silos";
        if (Samples > 0) yield return $"{Samples} samples of broken invariants are on the disk";
    }

    /// <summary>Asks the silos that are left, and looks on their disk.</summary>
    public static async Task<WatchedInvariants> ReadAsync(ChaosStand stand)
    {
        var folder = new SiloSettings { DataDirectory = stand.DataFolder }.BreachFolder;
        var samples = Directory.Exists(folder) ? Directory.GetFiles(folder).Length : 0;
        var counters = new SortedDictionary<string, long>(StringComparer.Ordinal);
        try
        {
            var silos = (await ClusterFigures.ReadAsync(stand.Client)).Silos;
            foreach (var meter in silos.SelectMany(silo => silo.Meters).Where(meter => meter.Name == Meter))
            {
                counters[meter.Tags] = counters.GetValueOrDefault(meter.Tags) + (long)meter.Value;
            }

            return new WatchedInvariants(silos.Count, counters, samples);
        }
        catch (Exception error) when (LostCall.Is(error))
        {
            return new WatchedInvariants(0, counters, samples);
        }
    }
}
