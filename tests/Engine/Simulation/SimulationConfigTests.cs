using System.Collections.Generic;
using Trading.Simulation;
using Xunit;

namespace Trading.Tests.Simulation;

public sealed class SimulationConfigTests
{
    private static readonly SimulationConfig Base = SimulationFixture.Config();

    public static TheoryData<string> Changes => [.. Changed.Keys];

    public static TheoryData<string> Refusals => [.. Refused.Keys];

    private static Dictionary<string, SimulationConfig> Changed => new()
    {
        ["seed"] = Base with { Seed = 8 },
        ["symbols"] = SimulationFixture.Config(7, "ETH-USDT"),
        ["agents.count"] = Base with { Agents = [new(AgentKind.NoiseTrader, 3, 34)] },
        ["agents.weight"] = Base with { Agents = [new(AgentKind.NoiseTrader, 20, 35)] },
        ["regimes"] = Base with { Regimes = [new(Regime.Burst, 1)] },
        ["thresholds"] = Base with { Thresholds = new() },
        ["thresholds.windowNs"] = Base with { Thresholds = new() { WindowNs = 5 } },
        ["thresholds.burstTrades"] = Base with { Thresholds = new() { BurstTrades = 5 } },
        ["thresholds.cancelStormPermille"] = Base with { Thresholds = new() { CancelStormPermille = 5 } },
        ["thresholds.calmWindows"] = Base with { Thresholds = new() { CalmWindows = 50 } },
        ["ratePerSecond"] = Base with { RatePerSecond = 5 },
        ["tickNs"] = Base with { TickNs = 5 },
        ["startTimeNs"] = Base with { StartTimeNs = 5 },
        ["startPriceTicks"] = Base with { StartPriceTicks = 5_000 },
        ["inventoryLimitLots"] = Base with { InventoryLimitLots = 5 },
        ["burst.peakPermille"] = Base with { Burst = new() { PeakPermille = 5_000 } },
        ["burst.halfLifeNs"] = Base with { Burst = new() { HalfLifeNs = 5 } },
        ["burst.meanIntervalNs"] = Base with { Burst = new() { MeanIntervalNs = 5_000 } },
        ["cancelStorm.ratePermille"] = Base with { CancelStorm = new() { RatePermille = 5 } },
        ["cancelStorm.cancelPpm"] = Base with { CancelStorm = new() { CancelPpm = 5 } },
        ["queue.capacity"] = Base with { Queue = new() { Capacity = 5 } },
        ["queue.overflow"] = Base with { Queue = new() { Overflow = OverflowPolicy.DropNewest } },
        ["queue.serviceNs"] = Base with { Queue = new() { ServiceNs = 5 } },
        ["jitter.newOrderNs"] = Base with { Jitter = new() { NewOrderNs = 5 } },
        ["jitter.cancelNs"] = Base with { Jitter = new() { CancelNs = 5 } },
        ["jitter.amendNs"] = Base with { Jitter = new() { AmendNs = 5 } },
        ["jitter.fillNs"] = Base with { Jitter = new() { FillNs = 5 } },
        ["jitter.rejectNs"] = Base with { Jitter = new() { RejectNs = 5 } },
        ["injection.gapPpm"] = Base with { Injection = new() { GapPpm = 5 } },
        ["injection.duplicatePpm"] = Base with { Injection = new() { DuplicatePpm = 5 } },
        ["injection.reorderPpm"] = Base with { Injection = new() { ReorderPpm = 5 } },
        ["injection.reorderDepthMax"] = Base with { Injection = new() { ReorderDepthMax = 5 } },
        ["injection.reorderWindow"] = Base with { Injection = new() { ReorderWindow = 5 } },
        ["agentSettings.noiseTrader"] = Base with { AgentSettings = new() { NoiseTrader = new() { DepthTicks = 5 } } },
        ["agentSettings.marketMaker"] = Base with { AgentSettings = new() { MarketMaker = new() { QuantityLots = 5 } } },
        ["agentSettings.momentumTrader"] = Base with { AgentSettings = new() { MomentumTrader = new() { QuantityLots = 5 } } },
        ["agentSettings.cancelBot"] = Base with { AgentSettings = new() { CancelBot = new() { LayerOrders = 5 } } },
        ["agentSettings.largeTaker"] = Base with { AgentSettings = new() { LargeTaker = new() { Slices = 5 } } },
    };

    private static Dictionary<string, SimulationConfig> Refused => new()
    {
        ["symbols"] = Base with { Instruments = [] },
        ["agents"] = Base with { Agents = [] },
        ["agents.count"] = Base with { Agents = [new(AgentKind.NoiseTrader, 0, 1)] },
        ["agents.weight"] = Base with { Agents = [new(AgentKind.NoiseTrader, 1, 0)] },
        ["regimes"] = Base with { Regimes = [] },
        ["regimes.duration"] = Base with { Regimes = [new(Regime.Calm, 0)] },
        ["ratePerSecond"] = Base with { RatePerSecond = 0 },
        ["clock"] = Base with { TickNs = -1 },
        ["queue.capacity"] = Base with { Queue = new() { Capacity = 0 } },
        ["queue.serviceNs"] = Base with { Queue = new() { ServiceNs = -1 } },
        ["burst.halfLifeNs"] = Base with { Burst = new() { HalfLifeNs = 0 } },
        ["injection.gapPpm"] = Base with { Injection = new() { GapPpm = 1_000_001 } },
        ["injection.reorderWindow"] = Base with { Injection = new() { ReorderWindow = 0 } },
        ["startPriceTicks"] = Base with { StartPriceTicks = long.MaxValue },
        ["agentSettings.largeTaker.parentLotsMax"] = Base with { AgentSettings = new() { LargeTaker = new() { ParentLotsMax = 1 } } },
        ["agentSettings.momentumTrader.smoothingShift"] =
            Base with { AgentSettings = new() { MomentumTrader = new() { SmoothingShift = 99 } } },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Every_value_is_in_the_configurations_hash(string what) => Assert.NotEqual(Base.Hash(), Changed[what].Hash());

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_value_out_of_range_is_refused_by_its_path(string path)
    {
        Assert.False(Simulator.Create(Refused[path], new SimulationFixture()).TryGet(out _, out var error));
        Assert.Equal(path, error.Path);
        Assert.NotEmpty(error.Message);
    }

    [Fact]
    public void Two_markets_of_one_symbol_are_refused()
    {
        var twice = SimulationFixture.Config(7, "BTC-USDT", "BTC-USDT");
        Assert.False(Simulator.Create(twice, new SimulationFixture()).TryGet(out _, out var error));
        Assert.Equal("symbols", error.Path);
    }
}
