using System;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Trading.Model;

namespace Trading.Client.Backtest.Settings;

/// <summary>
/// Settings of the engine as a JSON file: the members are the record's own, so a new one needs no mapping here. What a file leaves
/// out is as in the preset that its member <c>base</c> names; what it gives, it gives whole. Unknown and repeated members are refused.
/// </summary>
/// <typeparam name="T">The engine's record.</typeparam>
internal sealed class SettingsFile<T>
    where T : class
{
    private const string BaseMember = "base";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectRequiredConstructorParameters = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        WriteIndented = true,
        // What a record computes from its members is none of them.
        IgnoreReadOnlyProperties = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new MoneyConverter(), new DelayConverter(), new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
        },
    };

    private static readonly JsonDocumentOptions Document = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowDuplicateProperties = false,
    };

    private readonly (string Name, T Value)[] _presets;
    private readonly Func<T, string?> _firstError;
    private readonly string _command;

    /// <summary>A kind of file.</summary>
    /// <param name="command">The command that shows such files.</param>
    /// <param name="firstError">What is wrong with a value; null when nothing is.</param>
    /// <param name="presets">The presets by name; the first one is what files are based on when they name none.</param>
    public SettingsFile(string command, Func<T, string?> firstError, params (string Name, T Value)[] presets) =>
        (_command, _firstError, _presets) = (command, firstError, presets);

    private string Hint => $"'{_command} --help' names what is possible.";

    /// <summary>The presets' names.</summary>
    public string PresetNames => _presets.Length == 1
        ? _presets[0].Name
        : string.Join(", ", Array.ConvertAll(_presets[..^1], preset => preset.Name)) + " or " + _presets[^1].Name;

    /// <summary>The preset of a name, or null.</summary>
    public T? Preset(string name) => Array.Find(_presets, preset => preset.Name == name).Value;

    /// <summary>Reads a preset's name or a file.</summary>
    /// <returns>The settings, or one line for people.</returns>
    public Result<T, string> Read(string nameOrPath) => Preset(nameOrPath) is { } preset ? preset : ReadFile(nameOrPath);

    /// <summary>Settings as such a file, every member written.</summary>
    public static string ToText(T value) => JsonSerializer.Serialize(value, Options).ReplaceLineEndings("\n") + "\n";

    private Result<T, string> ReadFile(string path)
    {
        if (!File.Exists(path)) return "there is no such file.";
        try
        {
            if (JsonNode.Parse(File.ReadAllText(path), documentOptions: Document) is not JsonObject given) return "the file is no JSON object.";
            if (!Base(given).TryGet(out var start, out var unknown)) return unknown;
            var merged = JsonSerializer.SerializeToNode(start, Options)?.AsObject() ?? [];
            foreach (var (name, value) in given)
            {
                if (name == BaseMember) continue;
                // The preset has every member, so that what it lacks is none.
                if (!merged.ContainsKey(name)) return $"'{name}' is unknown; {Hint}";
                merged[name] = value?.DeepClone();
            }

            if (merged.Deserialize<T>(Options) is not { } settings) return "the file says null.";
            return _firstError(settings) is { } error ? error : settings;
        }
        catch (JsonException error)
        {
            return JsonProblem.Explain(error) + $"; {Hint}";
        }
    }

    private Result<T, string> Base(JsonObject given)
    {
        if (!given.TryGetPropertyValue(BaseMember, out var member)) return _presets[0].Value;
        var name = member is JsonValue value && value.TryGetValue(out string? text) ? text : "";
        return Preset(name) is { } preset ? preset : $"{BaseMember}: {PresetNames} is expected.";
    }
}
