using Trading.Model;

namespace Trading.Risk;

/// <summary>What differs for one instrument; null is as for all.</summary>
/// <param name="Instrument">The instrument's index in the desk's configuration.</param>
public sealed record InstrumentLimits(int Instrument)
{
    /// <summary>As <see cref="RiskLimits.MaxOrderQty"/>.</summary>
    public Money? MaxOrderQty { get; init; }

    /// <summary>As <see cref="RiskLimits.MaxNotional"/>.</summary>
    public Money? MaxNotional { get; init; }

    /// <summary>As <see cref="RiskLimits.PositionLimit"/>.</summary>
    public Money? PositionLimit { get; init; }

    /// <summary>As <see cref="RiskLimits.CollarPpm"/>.</summary>
    public int? CollarPpm { get; init; }

    /// <summary>As <see cref="RiskLimits.StaleAfterNs"/>.</summary>
    public long? StaleAfterNs { get; init; }

    internal void Save(StateWriter writer)
    {
        writer.Write(Instrument);
        foreach (var amount in (Money?[])[MaxOrderQty, MaxNotional, PositionLimit])
        {
            writer.Write(amount.HasValue);
            writer.Write(amount ?? Money.Zero);
        }

        writer.Write(CollarPpm ?? 0);
        writer.Write(StaleAfterNs ?? 0);
    }

    internal static InstrumentLimits Read(ref StateReader reader)
    {
        var limits = new InstrumentLimits(reader.ReadInt32())
        {
            MaxOrderQty = ReadAmount(ref reader),
            MaxNotional = ReadAmount(ref reader),
            PositionLimit = ReadAmount(ref reader),
        };
        var (collarPpm, staleNs) = (reader.ReadInt32(), reader.ReadInt64());
        return limits with { CollarPpm = collarPpm == 0 ? null : collarPpm, StaleAfterNs = staleNs == 0 ? null : staleNs };
    }

    private static Money? ReadAmount(ref StateReader reader)
    {
        var isGiven = reader.ReadBool();
        var amount = reader.ReadMoney();
        return isGiven ? amount : null;
    }
}
