using Trading.Model;

namespace Trading.Exchange;

/// <summary>
/// Charges fills by a schedule. The 30-day notional is that of 30 UTC days of event time, the fill's own day included; a
/// fill's rate is that of the notional before it.
/// </summary>
internal sealed class FeeMeter(FeeSchedule schedule)
{
    private const int Days = 30;

    private readonly Money[] _days = new Money[Days];
    private long _day = -1;
    private Money _notional;

    /// <summary>The 30-day notional after the last fill.</summary>
    public Money Notional => _notional;

    /// <summary>What a fill costs; negative for a rebate. Rounded half to even at 10^-18 of the quote asset.</summary>
    public Money Charge(Money notional, LiquiditySide liquidity, long timeNs)
    {
        MoveTo(timeNs / BookRules.DayNs);
        var tier = TierOf(_notional);
        _days[_day % Days] += notional;
        _notional += notional;
        return notional.Ppm(liquidity == LiquiditySide.Maker ? tier.MakerPpm : tier.TakerPpm);
    }

    public void Save(StateWriter writer)
    {
        writer.Write(_day);
        foreach (var day in _days) writer.Write(unchecked((System.UInt128)day.Units));
    }

    public void Load(ref StateReader reader)
    {
        _day = reader.ReadInt64();
        if (_day < -1) reader.Fail();
        _notional = Money.Zero;
        for (var day = 0; day < Days; day++)
        {
            _days[day] = new Money(unchecked((System.Int128)reader.ReadUInt128()));
            if (_days[day].IsNegative || _days[day] > new Money(System.Int128.MaxValue / Days)) reader.Fail();
            if (reader.Failed) _days[day] = Money.Zero;
            _notional += _days[day];
        }
    }

    private FeeTier TierOf(Money notional)
    {
        var tier = schedule.Tiers[0];
        foreach (var next in schedule.Tiers)
        {
            if (next.FromNotional > notional) break;
            tier = next;
        }

        return tier;
    }

    private void MoveTo(long day)
    {
        if (_day < 0)
        {
            _day = day;
            _days[(day + Days - 1) % Days] = _notional = schedule.StartNotional;
        }

        // A day that is too long ago makes room; after 30 days of silence all of them are.
        for (var left = System.Math.Min(Days, day - _day); left > 0; left--) Forget(day - left + 1);
        _day = System.Math.Max(_day, day);
    }

    private void Forget(long day)
    {
        ref var forgotten = ref _days[day % Days];
        _notional -= forgotten;
        forgotten = Money.Zero;
    }
}
