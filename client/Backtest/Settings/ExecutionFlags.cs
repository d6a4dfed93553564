using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using System.Linq;
using Trading.Exchange;
using Trading.Model;
using Trading.Risk;

namespace Trading.Client.Backtest.Settings;

/// <summary>A way of execution, as a table names it.</summary>
/// <param name="Name">The preset's or the file's name.</param>
/// <param name="Config">Without an error.</param>
internal sealed record NamedExecution(string Name, ExecutionConfig Config);

/// <summary><c>--execution</c> and <c>--limits</c>: for every command that runs a desk.</summary>
internal sealed class ExecutionFlags
{
    private readonly Option<string[]> _execution;

    private readonly Option<string?> _limits = new("--limits")
    {
        Description = "What each strategy may do: a JSON file, see 'trading backtest limits' (default: limits that only stop accidents).",
    };

    private ExecutionFlags(string[] defaults, bool isRepeatable)
    {
        _execution = new Option<string[]>("--execution")
        {
            Description = $"How orders are executed: {SettingsFiles.Execution.PresetNames}, or a JSON file, see 'trading backtest execution'"
                + (isRepeatable ? "; may be repeated." : "."),
            DefaultValueFactory = _ => defaults,
        };
        _execution.Validators.Add(result =>
        {
            if (!isRepeatable && result.Tokens.Count > 1)
            {
                result.AddError("--execution is given once here: 'trading backtest compare' takes several.");
            }

            foreach (var name in result.GetValue(_execution) ?? [])
            {
                if (SettingsFiles.Execution.Preset(name) is not null || File.Exists(name)) continue;
                result.AddError($"--execution {name}: use {SettingsFiles.Execution.PresetNames}, or a file that exists.");
            }
        });
    }

    /// <summary>One way of execution, realistic when none is given.</summary>
    public static ExecutionFlags One() => new(["realistic"], isRepeatable: false);

    /// <summary>Several ways of execution.</summary>
    /// <param name="defaults">Those when none is given.</param>
    public static ExecutionFlags Many(params string[] defaults) => new(defaults, isRepeatable: true);

    /// <summary>Adds the flags to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_execution);
        command.Options.Add(_limits);
    }

    /// <summary>The ways of execution, in the order of the flags.</summary>
    /// <returns>At least one, or one line for people.</returns>
    public Result<ImmutableArray<NamedExecution>, string> Read(ParseResult parsed) => Read(parsed, []);

    /// <summary>The same, with some presets first; what is there when nothing is given is then left out.</summary>
    public Result<ImmutableArray<NamedExecution>, string> Read(ParseResult parsed, ImmutableArray<string> first)
    {
        var all = ImmutableArray.CreateBuilder<NamedExecution>();
        var isGiven = parsed.GetResult(_execution) is { Implicit: false };
        string[] given = isGiven || first.IsEmpty ? parsed.GetRequiredValue(_execution) : [];
        foreach (var name in first.Concat(given).Distinct())
        {
            if (!SettingsFiles.Execution.Read(name).TryGet(out var config, out var error)) return $"--execution {name}: {error}";
            all.Add(new NamedExecution(Path.GetFileName(name), config));
        }

        return all.ToImmutable();
    }

    /// <summary>The limits.</summary>
    /// <returns>Limits without an error, or one line for people.</returns>
    public Result<RiskLimits, string> ReadLimits(ParseResult parsed)
    {
        if (parsed.GetValue(_limits) is not { } path) return RiskLimits.Wide;
        return SettingsFiles.Limits.Read(path).TryGet(out var limits, out var error) ? limits : $"--limits {path}: {error}";
    }
}
