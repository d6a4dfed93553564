using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using Trading.Model;
using Trading.Simulation;

namespace Trading.Client.Sim;

/// <summary>
/// A simulation's configuration as a JSON file. Every member may be left out; unknown and repeated members are refused.
/// <c>trading sim schema</c> prints the schema.
/// </summary>
internal sealed record SimulationFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectRequiredConstructorParameters = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>For editors; not read.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    public ulong? Seed { get; init; }

    public IReadOnlyList<string>? Symbols { get; init; }

    public IReadOnlyList<AgentGroup>? Agents { get; init; }

    public AgentSettings? AgentSettings { get; init; }

    public IReadOnlyList<RegimePhase>? Regimes { get; init; }

    public RegimeThresholds? Thresholds { get; init; }

    public long? RatePerSecond { get; init; }

    public long? TickNs { get; init; }

    public long? StartTimeNs { get; init; }

    public long? StartPriceTicks { get; init; }

    public long? InventoryLimitLots { get; init; }

    public BurstSettings? Burst { get; init; }

    public CancelStormSettings? CancelStorm { get; init; }

    public QueueSettings? Queue { get; init; }

    public JitterSettings? Jitter { get; init; }

    public InjectionSettings? Injection { get; init; }

    /// <summary>The serializer checks members for null, but not the entries of lists.</summary>
    private bool HasNullEntry => HasNull(Symbols) || HasNull(Agents) || HasNull(Regimes);

    /// <summary>Reads a file; the error is one line for people.</summary>
    public static Result<SimulationFile, string> Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var file = JsonSerializer.Deserialize<SimulationFile>(stream, Options);
            if (file is null) return "the file says null.";
            return file.HasNullEntry ? "an entry of symbols, agents or regimes says null." : file;
        }
        catch (JsonException error)
        {
            return JsonProblem.Explain(error) + "; 'trading sim schema' shows what is possible.";
        }
    }

    /// <summary>The configuration that the file describes, over the defaults.</summary>
    public Result<SimulationConfig, string> ToConfig()
    {
        var instruments = ImmutableArray.CreateBuilder<Instrument>();
        foreach (var symbol in Symbols ?? ["BTC-USDT"])
        {
            if (!SimulatedInstruments.Create(symbol).TryGet(out var instrument, out var error)) return error;
            if (instruments.Contains(instrument)) return $"symbols: '{symbol}' occurs twice.";
            instruments.Add(instrument);
        }

        var defaults = new SimulationConfig { Seed = Seed ?? 1, Instruments = instruments.ToImmutable() };
        return defaults with
        {
            Agents = Agents is null ? defaults.Agents : [.. Agents],
            AgentSettings = AgentSettings ?? defaults.AgentSettings,
            Regimes = Regimes is null ? defaults.Regimes : [.. Regimes],
            Thresholds = Thresholds,
            RatePerSecond = RatePerSecond ?? defaults.RatePerSecond,
            TickNs = TickNs ?? defaults.TickNs,
            StartTimeNs = StartTimeNs ?? defaults.StartTimeNs,
            StartPriceTicks = StartPriceTicks ?? defaults.StartPriceTicks,
            InventoryLimitLots = InventoryLimitLots ?? defaults.InventoryLimitLots,
            Burst = Burst ?? defaults.Burst,
            CancelStorm = CancelStorm ?? defaults.CancelStorm,
            Queue = Queue ?? defaults.Queue,
            Jitter = Jitter ?? defaults.Jitter,
            Injection = Injection ?? defaults.Injection,
        };
    }

    private static bool HasNull(IEnumerable<object?>? entries) => entries?.Contains(null) == true;

    /// <summary>The JSON schema of the file, derived from the members themselves.</summary>
    public static string ToSchema()
    {
        var node = System.Text.Json.Schema.JsonSchemaExporter.GetJsonSchemaAsNode(Options, typeof(SimulationFile));
        node["title"] = "Configuration of trading sim run";
        return node.ToJsonString(new JsonSerializerOptions { WriteIndented = true }).ReplaceLineEndings("\n");
    }
}
