using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Trading.Desk;
using Trading.Model;
using Trading.Tape;
using Trading.Tests.Tape;

namespace Trading.Tests.Backtest;

/// <summary>The simulated flow with one instrument as a perpetual, and what a venue would tell of its funding.</summary>
/// <remarks>The recorder's clock differs: a period is told up to 0.7 s before the one before it ends, or after.</remarks>
internal static class PerpetualFlow
{
    /// <summary>The perpetual's index: the market in which the strategies of the tests trade most.</summary>
    public const int Index = 1;

    private const long Second = 1_000_000_000;
    private const long PeriodNs = 20 * Second;

    public static ImmutableArray<Listing> Listings { get; } =
        SimulatedFlow.Listings.SetItem(Index, SimulatedFlow.Listings[Index] with { Instrument = AsPerpetual(SimulatedFlow.Listings[Index].Instrument) });

    public static ImmutableArray<TapeEvent> Events { get; } = [.. AddFunding(SimulatedFlow.Events)];

    public static IMarketSource Market(int events = int.MaxValue) => new ListMarket([.. Events.Take(events)]);

    private static Instrument AsPerpetual(Instrument spot) => Some.Ok(Instrument.Create(
        spot.Id, InstrumentKind.Perpetual, spot.PriceScale, spot.QuantityScale, spot.TickSize, spot.LotSize, spot.MinQuantity,
        spot.MaxQuantity, spot.MinNotional));

    private static IEnumerable<TapeEvent> AddFunding(IEnumerable<TapeEvent> flow)
    {
        var (nowNs, markNs, period) = (0L, 0L, 0L);
        foreach (var e in flow)
        {
            nowNs = long.Max(nowNs, e.TimeNs);
            yield return e;
            if (e is { Instrument: Index, Kind: TapeEventKind.Fill } && nowNs >= markNs)
            {
                markNs = nowNs + Second / 2;
                yield return At(nowNs, TapeEventKind.MarkPrice) with { Price = e.Price + 3 };
            }

            // The first funding time is not told before its period has begun to run out.
            var isTold = nowNs >= period * PeriodNs + (period % 2 == 0 ? -7 : 4) * Second / 10;
            if (period != 0 && !isTold) continue;
            // What has passed is told once more; nobody may pay it again.
            if (period % 2 == 1) yield return Terms(nowNs, period, rate: 900_000_000);
            period = period == 0 ? nowNs / PeriodNs + 1 : period + 1;
            yield return Terms(nowNs, period, rate: 777_777);
            yield return Terms(nowNs, period, rate: (period % 3 - 1) * 123_457);
        }
    }

    private static TapeEvent Terms(long nowNs, long period, long rate) =>
        At(nowNs, TapeEventKind.FundingRate) with { FundingRatePpb = rate, NextFundingTimeNs = period * PeriodNs };

    private static TapeEvent At(long nowNs, TapeEventKind kind) => TapeEvent.Empty with { Kind = kind, TimeNs = nowNs, Instrument = Index };
}
