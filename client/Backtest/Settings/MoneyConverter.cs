using System;
using System.Text.Json;
using System.Text.Json.Serialization;
using Trading.Model;

namespace Trading.Client.Backtest.Settings;

/// <summary>Amounts as decimal texts: a JSON number would pass through floating point in most programs.</summary>
internal sealed class MoneyConverter : JsonConverter<Money>
{
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        if (text is not null && Money.Parse(text).TryGet(out var amount, out _)) return amount;
        throw new JsonException("an amount is a decimal in quotes, as in \"2500.50\"");
    }

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) => writer.WriteStringValue($"{value}");
}
