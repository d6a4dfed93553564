using System.Collections.Immutable;
using System.Text;
using Trading.Model;

namespace Trading.Tape;

/// <summary>The header as its one canonical line.</summary>
internal static class TapeHeaderText
{
    /// <summary>The word of a kind of instrument.</summary>
    public static string Word(InstrumentKind kind) => kind switch
    {
        InstrumentKind.Spot => "spot",
        InstrumentKind.Perpetual => "perpetual",
    };

    public static byte[] Write(TapeHeader header)
    {
        var text = new StringBuilder();
        text.Append("{\"format\":\"").Append(TapeHeader.FormatName).Append("\",\"version\":").Append(TapeHeader.Version);
        text.Append(",\"instruments\":[");
        for (var i = 0; i < header.Instruments.Length; i++)
        {
            if (i > 0) text.Append(',');
            Append(text, header.Instruments[i]);
        }

        text.Append("],\"agents\":");
        Append(text, header.Agents);
        text.Append(",\"regimes\":");
        Append(text, header.Regimes);
        text.Append(",\"seed\":").Append(header.Seed);
        text.Append(",\"configHash\":\"").Append(StateHasher.ToText(header.ConfigHash));
        text.Append("\",\"source\":\"").Append(header.Source).Append('"');
        if (header.After > 0)
        {
            text.Append(",\"after\":").Append(header.After);
            text.Append(",\"afterHash\":\"").Append(StateHasher.ToText(header.AfterHash)).Append('"');
        }

        text.Append("}\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static void Append(StringBuilder text, Instrument instrument)
    {
        text.Append("{\"id\":\"").Append(instrument.Id.ToString());
        text.Append("\",\"kind\":\"").Append(Word(instrument.Kind));
        text.Append("\",\"priceScale\":").Append(instrument.PriceScale);
        text.Append(",\"quantityScale\":").Append(instrument.QuantityScale);
        text.Append(",\"tickSize\":").Append(instrument.TickSize.Units);
        text.Append(",\"lotSize\":").Append(instrument.LotSize.Units);
        text.Append(",\"minQuantity\":").Append(instrument.MinQuantity.Units);
        text.Append(",\"maxQuantity\":").Append(instrument.MaxQuantity.Units);
        text.Append(",\"minNotional\":").Append(instrument.MinNotional.Units.ToString()).Append('}');
    }

    private static void Append(StringBuilder text, ImmutableArray<string> names)
    {
        text.Append('[');
        for (var i = 0; i < names.Length; i++) text.Append(i > 0 ? ",\"" : "\"").Append(names[i]).Append('"');
        text.Append(']');
    }
}
