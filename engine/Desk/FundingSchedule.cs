using Trading.Market;
using Trading.Model;
using Trading.Tape;

namespace Trading.Desk;

/// <summary>When a perpetual's funding is due, and on what terms. Every funding time is given out once, in order.</summary>
/// <remarks>
/// A recorder's clock may be behind its venue's: the next period is then told before the present one has ended here. So the
/// terms that come next are kept apart until the present ones are due.
/// </remarks>
internal sealed class FundingSchedule
{
    private FundingTerms _present;
    private FundingTerms _following;
    private long _settledNs;

    /// <summary>When funding is due next, UNIX nanoseconds; the end of time while that is unknown.</summary>
    public long NextNs => _present.NextFundingTimeNs == 0 ? long.MaxValue : _present.NextFundingTimeNs;

    /// <summary>Takes an event that tells of funding.</summary>
    public void Take(in TapeEvent e)
    {
        if (e.Kind == TapeEventKind.MarkPrice) _present = _present.With(e);
        // What was settled is past, whoever repeats it.
        else if (e.NextFundingTimeNs > _settledNs && e.NextFundingTimeNs <= NextNs) _present = _present.With(e);
        else if (e.NextFundingTimeNs > NextNs) _following = _following.With(e);
    }

    /// <summary>Takes the terms of a funding time that has come.</summary>
    /// <returns>False when none is due.</returns>
    public bool TrySettle(long nowNs, out FundingTerms terms)
    {
        terms = _present;
        if (NextNs > nowNs) return false;
        _settledNs = NextNs;
        _present = _following with { MarkPrice = _present.MarkPrice };
        _following = default;
        return true;
    }

    public void Save(StateWriter writer)
    {
        _present.Save(writer);
        _following.Save(writer);
        writer.Write(_settledNs);
    }

    public void Load(ref StateReader reader)
    {
        (_present, _following) = (FundingTerms.Read(ref reader), FundingTerms.Read(ref reader));
        _settledNs = reader.ReadInt64();
    }
}
