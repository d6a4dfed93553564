using Trading.Model;

namespace Trading.Exchange;

/// <summary>One line of a fee schedule.</summary>
/// <param name="FromNotional">It applies from this 30-day traded notional on, in the quote asset; zero for the first line.</param>
/// <param name="MakerPpm">What a maker fill costs in parts per million of its notional (100 = 1 bp); negative for a rebate;
/// −10,000 to 100,000.</param>
/// <param name="TakerPpm">What a taker fill costs, in the same unit and range.</param>
public readonly record struct FeeTier(Money FromNotional, int MakerPpm, int TakerPpm);
