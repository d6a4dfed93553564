using Trading.Tape;
using Trading.Venues;

namespace Trading.Client.Tape.Import;

/// <summary>What a recording has told of one perpetual's funding. Messages tell parts and repeat them; a tape is told what changed.</summary>
internal sealed class FundingParts
{
    private long _markPrice;
    private long? _ratePpb;
    private long _nextFundingTimeNs;

    /// <summary>Takes a message's MarkPrice.</summary>
    /// <returns>False when it is no news.</returns>
    public bool TryTakeMark(in VenueEvent e, out TapeEvent mark)
    {
        mark = TapeEvent.Empty with { Kind = TapeEventKind.MarkPrice, TimeNs = e.TimeNs, Price = e.Price };
        var isNews = e.Price != 0 && e.Price != _markPrice;
        if (isNews) _markPrice = e.Price;
        return isNews;
    }

    /// <summary>Takes a message's FundingRate and time.</summary>
    /// <returns>False when they are no news, or while one of them is unknown.</returns>
    public bool TryTakeFunding(in VenueEvent e, out TapeEvent funding)
    {
        var before = (_ratePpb, _nextFundingTimeNs);
        if (e.HasFundingRate) _ratePpb = e.FundingRatePpb;
        if (e.NextFundingTimeNs != 0) _nextFundingTimeNs = e.NextFundingTimeNs;
        funding = TapeEvent.Empty with
        {
            Kind = TapeEventKind.FundingRate,
            TimeNs = e.TimeNs,
            FundingRatePpb = _ratePpb ?? 0,
            NextFundingTimeNs = _nextFundingTimeNs,
        };
        return _ratePpb is not null && _nextFundingTimeNs != 0 && before != (_ratePpb, _nextFundingTimeNs);
    }
}
