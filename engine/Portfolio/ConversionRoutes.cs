using System.Collections.Generic;
using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Portfolio;

/// <summary>One step of a conversion: over an instrument's mark, from base to quote or the other way.</summary>
internal readonly record struct ConversionHop(int Instrument, bool IsInverse);

/// <summary>
/// How each asset converts to the reporting asset: the shortest chain of spot instruments, of equal ones the one that starts
/// with the lowest index. Found once; the marks come later.
/// </summary>
internal static class ConversionRoutes
{
    /// <summary>A route for each asset; empty for the reporting asset itself, default where there is none.</summary>
    public static ImmutableArray<ImmutableArray<ConversionHop>> Find(
        ImmutableArray<Listing> listings, ImmutableArray<Asset> assets, Asset reporting)
    {
        var routes = new Dictionary<Asset, ImmutableArray<ConversionHop>> { [reporting] = [] };
        var queue = new Queue<Asset>([reporting]);
        while (queue.TryDequeue(out var reached))
        {
            for (var index = 0; index < listings.Length; index++)
            {
                var (instrument, pair) = listings[index];
                if (instrument.Kind != InstrumentKind.Spot || (pair.Base != reached && pair.Quote != reached)) continue;
                var isInverse = pair.Base == reached;
                var from = isInverse ? pair.Quote : pair.Base;
                if (routes.TryAdd(from, [new(index, isInverse), .. routes[reached]])) queue.Enqueue(from);
            }
        }

        var found = ImmutableArray.CreateBuilder<ImmutableArray<ConversionHop>>(assets.Length);
        foreach (var asset in assets) found.Add(routes.GetValueOrDefault(asset));
        return found.MoveToImmutable();
    }
}
