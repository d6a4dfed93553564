
namespace Trading.Model;

/// <summary>
/// An instrument's rules as bytes: the id as text, the kind, the scales, then ticks, lots and limits in units.
/// </summary>
public static class InstrumentCodec
{
    /// <summary>Writes the rules.</summary>
    public static void Write(Instrument instrument, StateWriter writer)
    {
        writer.Write(instrument.Id.ToString());
        writer.Write((byte)instrument.Kind);
        writer.Write(instrument.PriceScale);
        writer.Write(instrument.QuantityScale);
        writer.Write(instrument.TickSize.Units);
        writer.Write(instrument.LotSize.Units);
        writer.Write(instrument.MinQuantity.Units);
        writer.Write(instrument.MaxQuantity.Units);
        writer.Write(instrument.MinNotional.Units);
    }

    /// <summary>Reads rules that <see cref="Write"/> wrote, and checks them again.</summary>
    /// <returns>Null when the bytes end early or the rules contradict each other; the reader has then failed.</returns>
    public static Instrument? Read(ref StateReader reader)
    {
        var id = InstrumentId.Parse(reader.ReadString());
        var kind = (InstrumentKind)reader.ReadByte();
        var rules = new
        {
            PriceScale = reader.ReadInt32(),
            QuantityScale = reader.ReadInt32(),
            Tick = reader.ReadInt64(),
            Lot = reader.ReadInt64(),
            Min = reader.ReadInt64(),
            Max = reader.ReadInt64(),
            MinNotional = reader.ReadInt128(),
        };
        if (!reader.Failed && id.TryGet(out var known, out _) && kind is InstrumentKind.Spot or InstrumentKind.Perpetual
            && Instrument.Create(
                known, kind, rules.PriceScale, rules.QuantityScale, new Price(rules.Tick), new Quantity(rules.Lot),
                new Quantity(rules.Min), new Quantity(rules.Max), new Notional(rules.MinNotional))
                .TryGet(out var instrument, out _))
        {
            return instrument;
        }

        reader.Fail();
        return null;
    }
}
