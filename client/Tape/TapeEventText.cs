using System;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Trading.Model;
using Trading.Orders;
using Trading.Tape;

namespace Trading.Client.Tape;

/// <summary>Events for people and programs: names instead of indexes, decimals instead of units.</summary>
internal static class TapeEventText
{
    private const int LevelsShown = 3;

    // Parts per billion.
    private const int RateScale = 9;

    /// <summary>One plain line.</summary>
    public static string ToLine(TapeHeader header, in TapeEvent e, ReadOnlySpan<PriceLevel> levels)
    {
        var text = new StringBuilder(160);
        text.Append(CultureInfo.InvariantCulture, $"{e.Sequence,8} {EventTime.ToText(e.TimeNs)} {e.Kind.ToWord(),-8}");
        if (e.Instrument >= 0) text.Append(' ').Append(header.Instruments[e.Instrument].Id.ToString());
        if (e.Agent >= 0) text.Append(" agent ").Append(header.Agents[e.Agent]);
        if (e.Regime >= 0) text.Append(' ').Append(header.Regimes[e.Regime]);
        AppendOrder(text, header, e);
        if (e.Kind == TapeEventKind.FundingRate) AppendFunding(text, e);
        if (e.Count != 0) text.Append(" lost ").Append(e.Count);
        if (e.VenueSequence != 0) text.Append(" seq ").Append(e.VenueSequence);
        if (e.TradeId != 0) text.Append(" trade ").Append(e.TradeId);
        if (e.Kind is TapeEventKind.BookSnapshot or TapeEventKind.BookDelta) AppendLevels(text, header, e, levels);
        return text.ToString();
    }

    /// <summary>One JSON object on one line, fields in a fixed order.</summary>
    public static void WriteJson(Utf8JsonWriter json, TapeHeader header, in TapeEvent e, ReadOnlySpan<PriceLevel> levels)
    {
        json.WriteStartObject();
        json.WriteNumber("sequence", e.Sequence);
        json.WriteNumber("timeNs", e.TimeNs);
        json.WriteString("time", EventTime.ToText(e.TimeNs));
        json.WriteString("kind", e.Kind.ToWord());
        if (e.Instrument >= 0) json.WriteString("instrument", header.Instruments[e.Instrument].Id.ToString());
        if (e.Agent >= 0) json.WriteString("agent", header.Agents[e.Agent]);
        if (e.Regime >= 0) json.WriteString("regime", header.Regimes[e.Regime]);
        WriteOrder(json, header, e);
        if (e.Kind == TapeEventKind.FundingRate)
        {
            json.WriteString("fundingRate", DecimalText.ToString(e.FundingRatePpb, RateScale));
            json.WriteNumber("nextFundingTimeNs", e.NextFundingTimeNs);
        }

        if (e.Count != 0) json.WriteNumber("count", e.Count);
        if (e.FirstUpdateId != 0) json.WriteNumber("firstUpdateId", e.FirstUpdateId);
        if (e.VenueSequence != 0) json.WriteNumber("venueSequence", e.VenueSequence);
        if (e.TradeId != 0) json.WriteNumber("tradeId", e.TradeId);
        if (e.Kind is TapeEventKind.BookSnapshot or TapeEventKind.BookDelta)
        {
            WriteLevels(json, "bids", header.Instruments[e.Instrument], levels, Side.Buy);
            WriteLevels(json, "asks", header.Instruments[e.Instrument], levels, Side.Sell);
        }

        json.WriteEndObject();
    }

    private static void AppendOrder(StringBuilder text, TapeHeader header, in TapeEvent e)
    {
        if (e.OrderId != 0) text.Append(" order ").Append(e.OrderId);
        if (e.CounterOrderId != 0) text.Append(" with ").Append(e.CounterOrderId);
        if (e.Side != 0) text.Append(e.Side == Side.Buy ? " buy" : " sell");
        if (e.Instrument < 0) return;
        var rules = header.Instruments[e.Instrument];
        if (e.Quantity != 0) text.Append(' ').Append(DecimalText.ToString(e.Quantity, rules.QuantityScale));
        if (e.Price != 0) text.Append(" @ ").Append(DecimalText.ToString(e.Price, rules.PriceScale));
        if (e.TriggerPrice != 0) text.Append(" trigger ").Append(DecimalText.ToString(e.TriggerPrice, rules.PriceScale));
        if (e.LeavesQty != 0) text.Append(" leaves ").Append(DecimalText.ToString(e.LeavesQty, rules.QuantityScale));
        if (e.OrderType != 0) text.Append(' ').Append(e.OrderType);
        if (e.TimeInForce != 0) text.Append(' ').Append(e.TimeInForce);
        if (e.OrderFlags != 0) text.Append(' ').Append(e.OrderFlags);
        if (e.Status != OrderStatus.New) text.Append(' ').Append(e.Status);
        if (e.Reason != OrderReason.None) text.Append(" (").Append(e.Reason).Append(')');
        if (e.Liquidity != 0) text.Append(' ').Append(e.Liquidity);
    }

    private static void AppendFunding(StringBuilder text, in TapeEvent e) =>
        text.Append(" rate ").Append(DecimalText.ToString(e.FundingRatePpb, RateScale)).Append(" at ").Append(EventTime.ToText(e.NextFundingTimeNs));

    private static void AppendLevels(StringBuilder text, TapeHeader header, in TapeEvent e, ReadOnlySpan<PriceLevel> levels)
    {
        var rules = header.Instruments[e.Instrument];
        var bids = 0;
        foreach (ref readonly var level in levels) bids += level.Side == Side.Buy ? 1 : 0;
        text.Append(CultureInfo.InvariantCulture, $" {bids} bids {levels.Length - bids} asks");
        for (var i = 0; i < Math.Min(LevelsShown, levels.Length); i++)
        {
            text.Append(i == 0 ? ": " : ", ").Append(levels[i].Side == Side.Buy ? "b " : "a ");
            text.Append(DecimalText.ToString(levels[i].Price, rules.PriceScale)).Append(' ');
            text.Append(DecimalText.ToString(levels[i].Quantity, rules.QuantityScale));
        }

        if (levels.Length > LevelsShown) text.Append(", ...");
    }

    private static void WriteOrder(Utf8JsonWriter json, TapeHeader header, in TapeEvent e)
    {
        if (e.OrderId != 0) json.WriteNumber("orderId", e.OrderId);
        if (e.CounterOrderId != 0) json.WriteNumber("counterOrderId", e.CounterOrderId);
        if (e.Side != 0) json.WriteString("side", e.Side == Side.Buy ? "buy" : "sell");
        if (e.Instrument < 0) return;
        var rules = header.Instruments[e.Instrument];
        Write(json, "price", e.Price, rules.PriceScale);
        Write(json, "quantity", e.Quantity, rules.QuantityScale);
        Write(json, "leavesQty", e.LeavesQty, rules.QuantityScale);
        Write(json, "triggerPrice", e.TriggerPrice, rules.PriceScale);
        if (e.ExpireTimeNs != 0) json.WriteNumber("expireTimeNs", e.ExpireTimeNs);
        if (e.OrderType != 0) json.WriteString("orderType", e.OrderType.ToString());
        if (e.TimeInForce != 0) json.WriteString("timeInForce", e.TimeInForce.ToString());
        if (e.OrderFlags != 0) json.WriteString("flags", e.OrderFlags.ToString());
        if (e.SelfTradePrevention != 0) json.WriteString("selfTradePrevention", e.SelfTradePrevention.ToString());
        if (e.Status != 0) json.WriteString("status", e.Status.ToString());
        if (e.Reason != 0) json.WriteString("reason", e.Reason.ToString());
        if (e.Liquidity != 0) json.WriteString("liquidity", e.Liquidity.ToString());
    }

    private static void Write(Utf8JsonWriter json, string name, long units, int scale)
    {
        if (units != 0) json.WriteString(name, DecimalText.ToString(units, scale));
    }

    private static void WriteLevels(
        Utf8JsonWriter json, string name, Instrument rules, ReadOnlySpan<PriceLevel> levels, Side side)
    {
        json.WriteStartArray(name);
        foreach (ref readonly var level in levels)
        {
            if (level.Side != side) continue;
            json.WriteStartArray();
            json.WriteStringValue(DecimalText.ToString(level.Price, rules.PriceScale));
            json.WriteStringValue(DecimalText.ToString(level.Quantity, rules.QuantityScale));
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
