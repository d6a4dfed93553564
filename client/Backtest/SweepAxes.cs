using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Trading.Client.Backtest.Cases;
using Trading.Model;
using Trading.Numerics;

namespace Trading.Client.Backtest;

/// <summary>The small languages of <c>--vary</c> and <c>--latency</c>. Each error is one line for people.</summary>
internal static class SweepAxes
{
    /// <summary><c>momentum.fast=5,10,20</c></summary>
    /// <param name="text">A strategy's name, a parameter of it, and values.</param>
    /// <param name="strategies">The strategies of the sweep: all those of the name are varied together.</param>
    public static Result<CaseAxis, string> Parameter(string text, ImmutableArray<string> strategies)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (dot < 1 || equals < dot + 2) return "write STRATEGY.PARAMETER=VALUES, as in momentum.fast=5,10,20.";
        var (strategy, parameter) = (text[..dot], text[(dot + 1)..equals]);
        if (!strategies.Any(each => NameOf(each) == strategy)) return $"--strategy names no {strategy}.";
        if (!TrySplit(text[(equals + 1)..], out var values)) return "write each value once, separated by commas, as in 5,10,20.";
        return new CaseAxis($"{strategy}.{parameter}", [.. values.Select(value => (value, Setting(strategy, parameter, value)))]);
    }

    /// <summary><c>0.1ms,1ms,10ms</c></summary>
    public static Result<CaseAxis, string> Latency(string text)
    {
        if (!TrySplit(text, out var words)) return "write each latency once, separated by commas, as in 0.1ms,1ms,10ms.";
        var choices = ImmutableArray.CreateBuilder<(string Label, Func<BacktestCase, BacktestCase> Apply)>();
        foreach (var word in words)
        {
            if (!Durations.TryParse(word, out var ns) || !DelayDistribution.Fixed(ns).TryGet(out var delay, out _))
            {
                return $"'{word}': write a time from 1ns to 1h, as in 0.1ms.";
            }

            choices.Add((word, each => each with
            {
                Execution = each.Execution with { MarketDataDelay = delay, EntryDelay = delay, ResponseDelay = delay },
            }));
        }

        return new CaseAxis("latency", choices.ToImmutable());
    }

    private static Func<BacktestCase, BacktestCase> Setting(string strategy, string parameter, string value) => each => each with
    {
        Strategies = [.. each.Strategies.Select(text => NameOf(text) == strategy ? With(text, parameter, value) : text)],
    };

    /// <summary>A strategy's text with a parameter set, in place of the value that it may have.</summary>
    private static string With(string text, string parameter, string value)
    {
        var parts = text.Split(':', 2);
        IEnumerable<string> kept = parts.Length == 1
            ? []
            : parts[1].Split(',').Where(each => each.Split('=', 2)[0].Trim() != parameter);
        return parts[0] + ":" + string.Join(',', kept.Append($"{parameter}={value}"));
    }

    private static string NameOf(string text) => text.Split(':', 2)[0];

    private static bool TrySplit(string text, out string[] values)
    {
        values = text.Split(',', StringSplitOptions.TrimEntries);
        return values.All(value => value.Length > 0) && values.Distinct().Count() == values.Length;
    }
}
