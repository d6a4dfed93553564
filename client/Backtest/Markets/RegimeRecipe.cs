using System.Collections.Immutable;
using System.Threading;
using Trading.Model;
using Trading.Simulation;

namespace Trading.Client.Backtest.Markets;

/// <summary>A simulated market that is made while it is played: the same as the tape of <c>trading sim run</c>.</summary>
internal sealed class RegimeRecipe : IMarketRecipe
{
    private readonly SimulationConfig _config;
    private readonly long _endNs;

    private RegimeRecipe(SimulationConfig config, long endNs, MarketNames names) => (_config, _endNs, Names) = (config, endNs, names);

    /// <inheritdoc/>
    public MarketNames Names { get; }

    /// <summary>A market of one instrument.</summary>
    /// <param name="config">What the simulation depends on.</param>
    /// <param name="durationNs">How long it is played, in nanoseconds.</param>
    /// <returns>The market, or what is wrong, in one line.</returns>
    public static Result<RegimeRecipe, string> Create(SimulationConfig config, long durationNs)
    {
        var listings = ImmutableArray.CreateBuilder<Listing>();
        foreach (var instrument in config.Instruments)
        {
            if (!AssetPair.TryParse(instrument.Id.Symbol, out var pair)) return $"the assets of {instrument.Id} cannot be told from its symbol.";
            listings.Add(new Listing(instrument, pair));
        }

        // Made once to see whether it can be, and for the names of its agents.
        if (!Simulator.Create(config, new RegimeMarket()).TryGet(out var simulator, out var error)) return $"{error}";
        return new RegimeRecipe(config, config.StartTimeNs + durationNs, new MarketNames(listings.ToImmutable(), simulator.AgentNames));
    }

    /// <inheritdoc/>
    public IOpenMarket Open(CancellationToken stop) => RegimeMarket.Start(_config, _endNs, stop);
}
