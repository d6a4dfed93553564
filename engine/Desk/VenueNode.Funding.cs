using Trading.Ledger;
using Trading.Model;
using Trading.Portfolio;

namespace Trading.Desk;

/// <summary>Funding of perpetuals: between each owner of a position and the venue, who passes it to the other side.</summary>
public sealed partial class VenueNode
{
    /// <summary>
    /// Books a funding time for every open position. An exchange's messages come in their order, so what the account knows of the
    /// instrument is what was held there at the funding time.
    /// </summary>
    private void TakeFunding(in FundingMessage due)
    {
        for (var owner = 1; owner <= _strategies.Length; owner++)
        {
            if (Portfolio.PositionOf(owner, due.Instrument).IsFlat) continue;
            var code = BookFunding(owner, due, out var received);
            if (code == PortfolioCode.Applied) Send(_strategies[owner - 1], MessageKind.Funding, due with { Received = received });
            else TellUnbooked(owner, due, code);
        }
    }

    private PortfolioCode BookFunding(int owner, in FundingMessage due, out Money received)
    {
        received = Money.Zero;
        // Nothing is guessed: funding without the venue's mark is told, and stays open.
        if (due.MarkPrice <= 0) return PortfolioCode.NoMark;
        if (!Portfolio.TryGetFunding(owner, due.Instrument, new Price(due.MarkPrice), due.RatePpb, out received)) return PortfolioCode.Overflow;
        var entry = LedgerEntry.ForFunding(Ledger.Chart, owner, due.Instrument, received, due.FundingTimeNs);
        return entry.TryGet(out var postings, out _) && Ledger.Post(postings) == LedgerCode.Posted
            ? Portfolio.ApplyFunding(owner, due.Instrument, received)
            : PortfolioCode.Overflow;
    }

    private void TellUnbooked(int owner, in FundingMessage due, PortfolioCode code) => Send(_control, MessageKind.Notice, new DeskNotice
    {
        Kind = NoticeKind.Funding,
        TimeNs = NowNs,
        Strategy = owner,
        Instrument = due.Instrument,
        Code = (int)code,
        Value = due.RatePpb,
        Limit = due.FundingTimeNs,
    });
}
