using System.Collections.Immutable;
using Trading.Model;
using Trading.Simulation.Agents;

namespace Trading.Simulation;

/// <summary>Makes the agents of a market from the configured groups, and names them.</summary>
internal static class AgentRoster
{
    /// <summary>The agents of a market, each with its own stream.</summary>
    public static ImmutableArray<AgentContext> Create(SimulationConfig config, SimulatedMarket market, string marketId)
    {
        var agents = ImmutableArray.CreateBuilder<AgentContext>();
        foreach (var name in Names(config))
        {
            var random = SeededRandom.Create(config.Seed, marketId + "/agent/" + name.Name);
            agents.Add(new AgentContext(market, agents.Count, random, Create(name.Kind, config)));
        }

        return agents.ToImmutable();
    }

    /// <summary>The agents of every market: name, kind and weight.</summary>
    public static ImmutableArray<(string Name, AgentKind Kind, int Weight)> Names(SimulationConfig config)
    {
        var names = ImmutableArray.CreateBuilder<(string Name, AgentKind Kind, int Weight)>();
        foreach (var group in config.Agents)
        {
            for (var i = 1; i <= group.Count; i++) names.Add((Word(group.Kind) + "-" + i, group.Kind, group.Weight));
        }

        return names.ToImmutable();
    }

    /// <summary>The kind's word in names, files and flags.</summary>
    public static string Word(AgentKind kind) => kind switch
    {
        AgentKind.NoiseTrader => "noise",
        AgentKind.MarketMaker => "market-maker",
        AgentKind.MomentumTrader => "momentum",
        AgentKind.CancelBot => "cancel-bot",
        AgentKind.LargeTaker => "large-taker",
    };

    private static IAgent Create(AgentKind kind, SimulationConfig config)
    {
        var settings = config.AgentSettings;
        var stormCancelPpm = config.CancelStorm.CancelPpm;
        return kind switch
        {
            AgentKind.NoiseTrader => new NoiseTrader(settings.NoiseTrader, stormCancelPpm),
            AgentKind.MarketMaker => new MarketMaker(settings.MarketMaker, stormCancelPpm),
            AgentKind.MomentumTrader => new MomentumTrader(settings.MomentumTrader),
            AgentKind.CancelBot => new CancelBot(settings.CancelBot),
            AgentKind.LargeTaker => new LargeTaker(settings.LargeTaker),
        };
    }
}
