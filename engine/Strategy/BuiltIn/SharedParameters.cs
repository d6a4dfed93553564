namespace Trading.Strategy.BuiltIn;

/// <summary>Parameters that every strategy of ours has.</summary>
internal static class SharedParameters
{
    public static readonly StrategyParameter Instrument =
        StrategyParameter.Integer(
            "instrument", "index", 0, 0, 1_023,
            "The instrument that is traded, by its place in the desk's list.");

    public static readonly StrategyParameter Quantity =
        StrategyParameter.Number(
            "quantity", "base asset", "0.01", "0.000000001", "1000000",
            "The size of one order; a multiple of the instrument's lot.");

    public static readonly StrategyParameter SlippageTicks = StrategyParameter.Integer(
        "slippage-ticks", "ticks", 2, 0, 100_000, "How far beyond the best opposite price an immediate order may trade.");
}
