using Trading.Model;

namespace Trading.Simulation;

/// <summary>Parameters of the noise traders.</summary>
public sealed record NoiseTraderSettings
{
    /// <summary>Limit orders lie up to this many ticks from the best price of their side; near ones are likelier.</summary>
    public int DepthTicks { get; init; } = 40;

    /// <summary>The largest order in lots.</summary>
    public int QuantityLotsMax { get; init; } = 20;

    /// <summary>The chance of a market order, in parts per million.</summary>
    public int MarketPpm { get; init; } = 120_000;

    /// <summary>The chance of a cancel when it has orders, in parts per million.</summary>
    public int CancelPpm { get; init; } = 350_000;

    /// <summary>The most orders it keeps working.</summary>
    public int OpenOrdersMax { get; init; } = 30;
}

/// <summary>Parameters of the market makers.</summary>
public sealed record MarketMakerSettings
{
    /// <summary>Distance of each quote from the middle, in ticks.</summary>
    public int HalfSpreadTicks { get; init; } = 3;

    /// <summary>The size of each quote in lots.</summary>
    public int QuantityLots { get; init; } = 50;

    /// <summary>It moves its quotes by one tick against this many lots of inventory.</summary>
    public int SkewLotsPerTick { get; init; } = 200;

    /// <summary>It leaves a quote that is no more than this many ticks from where it should be.</summary>
    public int ToleranceTicks { get; init; } = 1;

    /// <summary>What its orders do when they would meet each other.</summary>
    public SelfTradePrevention SelfTradePrevention { get; init; } = SelfTradePrevention.CancelOldest;
}

/// <summary>Parameters of the momentum traders.</summary>
public sealed record MomentumTraderSettings
{
    /// <summary>The moving average forgets 1 / 2^this of the distance per look.</summary>
    public int SmoothingShift { get; init; } = 4;

    /// <summary>It acts when the middle is this many ticks away from its average.</summary>
    public int ThresholdTicks { get; init; } = 4;

    /// <summary>The size of an order in lots.</summary>
    public int QuantityLots { get; init; } = 15;

    /// <summary>How far through the opposite best it is willing to pay, in ticks.</summary>
    public int SlippageTicks { get; init; } = 2;
}

/// <summary>Parameters of the cancel bots.</summary>
public sealed record CancelBotSettings
{
    /// <summary>How far from the best price it places, in ticks.</summary>
    public int DistanceTicks { get; init; } = 8;

    /// <summary>The largest order in lots.</summary>
    public int QuantityLotsMax { get; init; } = 5;

    /// <summary>It places up to this many orders, then cancels them all, one per action.</summary>
    public int LayerOrders { get; init; } = 8;
}

/// <summary>Parameters of the large takers.</summary>
public sealed record LargeTakerSettings
{
    /// <summary>The largest parent order in lots.</summary>
    public int ParentLotsMax { get; init; } = 2_000;

    /// <summary>The number of slices.</summary>
    public int Slices { get; init; } = 20;

    /// <summary>The chance that an idle taker starts a parent order, in parts per million per action.</summary>
    public int StartPpm { get; init; } = 100_000;
}

/// <summary>Parameters of all agent kinds.</summary>
public sealed record AgentSettings
{
    /// <summary>Noise traders.</summary>
    public NoiseTraderSettings NoiseTrader { get; init; } = new();

    /// <summary>Market makers.</summary>
    public MarketMakerSettings MarketMaker { get; init; } = new();

    /// <summary>Momentum traders.</summary>
    public MomentumTraderSettings MomentumTrader { get; init; } = new();

    /// <summary>Cancel bots.</summary>
    public CancelBotSettings CancelBot { get; init; } = new();

    /// <summary>Large takers.</summary>
    public LargeTakerSettings LargeTaker { get; init; } = new();
}
