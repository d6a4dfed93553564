using System;
using System.Collections.Immutable;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using Trading.Numerics;

namespace Trading.Client.Backtest.Settings;

/// <summary>
/// Delays as objects with the members of their kind: <c>fixed</c> has <c>delayNs</c>; <c>log-normal</c> has <c>medianNs</c>,
/// <c>sigmaPpm</c>, <c>floorNs</c> and <c>capNs</c>; <c>empirical</c> has <c>bars</c> of <c>delayNs</c> and <c>weight</c>.
/// </summary>
internal sealed class DelayConverter : JsonConverter<DelayDistribution>
{
    public override DelayDistribution Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var delay = JsonSerializer.Deserialize<Members>(ref reader, options) ?? throw new JsonException("a delay is an object");
        var kind = delay.Kind ?? throw new JsonException("a delay has a kind: fixed, log-normal or empirical");
        if (kind != delay.ImpliedKind) throw new JsonException($"a delay has exactly the members of its kind: {MembersOf(kind)}");
        var made = kind switch
        {
            DelayKind.Fixed => DelayDistribution.Fixed(delay.DelayNs ?? 0),
            DelayKind.LogNormal => DelayDistribution.LogNormal(
                delay.MedianNs ?? 0, delay.SigmaPpm ?? 0, delay.FloorNs ?? 0, delay.CapNs ?? 0),
            DelayKind.Empirical => DelayDistribution.Empirical(delay.Bars ?? []),
        };
        return made.TryGet(out var distribution, out var error) ? distribution : throw new JsonException(Sentence(error));
    }

    public override void Write(Utf8JsonWriter writer, DelayDistribution value, JsonSerializerOptions options)
    {
        var members = value.Kind switch
        {
            DelayKind.Fixed => new Members { Kind = value.Kind, DelayNs = value.MedianNs },
            DelayKind.LogNormal => new Members
            {
                Kind = value.Kind,
                MedianNs = value.MedianNs,
                SigmaPpm = value.SigmaPpm,
                FloorNs = value.MinNs,
                CapNs = value.MaxNs,
            },
            DelayKind.Empirical => new Members { Kind = value.Kind, Bars = value.Bars },
        };
        JsonSerializer.Serialize(writer, members, options);
    }

    private static string MembersOf(DelayKind kind) => kind switch
    {
        DelayKind.Fixed => "delayNs",
        DelayKind.LogNormal => "medianNs, sigmaPpm, floorNs, capNs",
        DelayKind.Empirical => "bars",
    };

    private static string Sentence(DelayError error) => error switch
    {
        DelayError.DelayOutOfRange => $"a delay lies between 1 and {DelayDistribution.DelayNsMax} ns",
        DelayError.SigmaOutOfRange => $"sigmaPpm lies between 0 and {DelayDistribution.SigmaPpmMax}",
        DelayError.BoundsOutOfOrder => "floorNs is not above medianNs, nor medianNs above capNs",
        DelayError.BadBarCount => $"bars has 1 to {DelayDistribution.BarsMax} entries",
        DelayError.WeightOutOfRange => $"a weight is at least 1, and all weights together are at most {DelayDistribution.WeightSumMax}",
        DelayError.BarsOutOfOrder => "the delays of bars rise",
    };

    /// <summary>The members of all kinds.</summary>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    private sealed record Members
    {
        public DelayKind? Kind { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public long? DelayNs { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public long? MedianNs { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public int? SigmaPpm { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public long? FloorNs { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public long? CapNs { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public ImmutableArray<DelayWeight>? Bars { get; init; }

        /// <summary>The kind whose members are there, all of them and no others; null for none.</summary>
        [JsonIgnore]
        public DelayKind? ImpliedKind
        {
            get
            {
                var (logNormal, others) = ((object?[])[MedianNs, SigmaPpm, FloorNs, CapNs], (DelayNs is not null, Bars is not null));
                if (logNormal.All(member => member is not null)) return others == (false, false) ? DelayKind.LogNormal : null;
                if (logNormal.Any(member => member is not null)) return null;
                return others == (true, false) ? DelayKind.Fixed : others == (false, true) ? DelayKind.Empirical : null;
            }
        }
    }
}
