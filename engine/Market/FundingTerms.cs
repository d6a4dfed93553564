using Trading.Model;
using Trading.Tape;

namespace Trading.Market;

/// <summary>What a venue tells of a perpetual's funding; zeros where it has told nothing.</summary>
/// <param name="MarkPrice">The price at which funding is settled, in price units; 0 while unknown.</param>
/// <param name="RatePpb">FundingRate in parts per billion: positive when long positions pay.</param>
/// <param name="NextFundingTimeNs">When it is paid, UNIX nanoseconds; 0 while unknown.</param>
public readonly record struct FundingTerms(long MarkPrice, long RatePpb, long NextFundingTimeNs)
{
    /// <summary>Whether an event of a tape tells of funding.</summary>
    public static bool IsTold(in TapeEvent e) => e.Kind is TapeEventKind.MarkPrice or TapeEventKind.FundingRate;

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    internal static FundingTerms Read(ref StateReader reader) => new(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());

    /// <summary>The terms after an event that tells of funding.</summary>
    internal FundingTerms With(in TapeEvent e) => e.Kind == TapeEventKind.MarkPrice
        ? this with { MarkPrice = e.Price }
        : this with { RatePpb = e.FundingRatePpb, NextFundingTimeNs = e.NextFundingTimeNs };

    internal void Save(StateWriter writer)
    {
        writer.Write(MarkPrice);
        writer.Write(RatePpb);
        writer.Write(NextFundingTimeNs);
    }
}
