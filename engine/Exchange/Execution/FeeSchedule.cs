using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Exchange;

/// <summary>What fills cost: maker and taker rates by tiers of the notional that was traded in 30 days of event time.</summary>
/// <param name="Tiers">At least one, the first from zero, by rising notional.</param>
/// <param name="StartNotional">What the account traded before the run; it counts as traded on the day before its first
/// fill.</param>
public sealed record FeeSchedule(ImmutableArray<FeeTier> Tiers, Money StartNotional)
{
    /// <summary>The most tiers.</summary>
    public const int TiersMax = 64;

    /// <summary>Nothing costs anything.</summary>
    public static readonly FeeSchedule None = Flat(0, 0);

    /// <summary>One rate for makers and one for takers.</summary>
    /// <param name="makerPpm">Parts per million, −10,000 to 100,000.</param>
    /// <param name="takerPpm">Parts per million, −10,000 to 100,000.</param>
    public static FeeSchedule Flat(int makerPpm, int takerPpm) => new([new(Money.Zero, makerPpm, takerPpm)], Money.Zero);
}
