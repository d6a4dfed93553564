using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.Linq;
using Trading.Model;
using Trading.Tape;

namespace Trading.Client.Tape;

/// <summary>The flags that choose events, the same for every tape command.</summary>
internal sealed class TapeFilterOptions
{
    private readonly Option<string[]> _types = Names("--type", "Types of events, as in fill,trade: " + Words() + ".");
    private readonly Option<string[]> _symbols = Names("--symbol", "Instruments, as in binance-spot:BTCUSDT or BTCUSDT.");
    private readonly Option<string[]> _agents = Names("--agent", "Names of agents.");
    private readonly Option<string?> _side = new("--side") { Description = "The side: buy or sell." };
    private readonly Option<string?> _from = Time("--from", "The earliest event time: UTC, as in 2024-08-08T23:54:14Z, or nanoseconds.");
    private readonly Option<string?> _to = Time("--to", "The latest event time, included.");
    private readonly Option<ulong?> _order = new("--order") { Description = "An order's id, on either side of a fill." };

    /// <summary>Adds the flags to a command.</summary>
    public TapeFilterOptions(Command command)
    {
        _side.AcceptOnlyFromAmong("buy", "sell");
        _types.Validators.Add(result =>
        {
            foreach (var word in Split(result.GetValue(_types)))
            {
                if (!TapeWords.TryParse(word, out _)) result.AddError($"'{word}' is no type of event: use {Words()}.");
            }
        });
        foreach (var option in (Option[])[_types, _symbols, _agents, _side, _from, _to, _order]) command.Options.Add(option);
    }

    /// <summary>The filter that the flags ask for.</summary>
    public TapeFilter Read(ParseResult parsed) => new()
    {
        Kinds = [.. Split(parsed.GetValue(_types)).Select(word => TapeWords.TryParse(word, out var kind) ? kind : default)],
        Symbols = [.. Split(parsed.GetValue(_symbols))],
        Agents = [.. Split(parsed.GetValue(_agents))],
        Side = parsed.GetValue(_side) switch { "buy" => Side.Buy, "sell" => Side.Sell, _ => null },
        FromNs = parsed.GetValue(_from) is { } from && EventTime.TryParse(from, out var fromNs) ? fromNs : 0,
        ToNs = parsed.GetValue(_to) is { } to && EventTime.TryParse(to, out var toNs) ? toNs : long.MaxValue,
        OrderId = parsed.GetValue(_order),
    };

    /// <summary>Looks the filter's names up in a tape; null with an error that people can act on.</summary>
    public static TapeMatcher? Bind(TapeFilter filter, TapeHeader header, Terminal terminal)
    {
        if (filter.Bind(header).TryGet(out var matcher, out var error)) return matcher;
        terminal.Error.WriteLine("error: " + error switch
        {
            TapeFilterError.UnknownSymbol =>
                $"the tape has no such symbol; it has {List(header.Instruments.Select(i => i.Id.ToString()))}.",
            TapeFilterError.UnknownAgent => $"the tape has no such agent; it has {List(header.Agents)}.",
            TapeFilterError.EmptyTimeRange => "--to is before --from.",
        });
        return null;
    }

    private static string List(IEnumerable<string> names)
    {
        const int shownMax = 12;
        var all = names.ToImmutableArray();
        if (all.IsEmpty) return "none";
        return string.Join(", ", all.Take(shownMax)) + (all.Length > shownMax ? $" and {all.Length - shownMax} more" : "");
    }

    private static string Words() => string.Join(", ", TapeSummary.Kinds.Select(kind => kind.ToWord()));

    private static IEnumerable<string> Split(string[]? values) =>
        (values ?? []).SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static Option<string[]> Names(string name, string description) => new(name)
    {
        Description = description,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private static Option<string?> Time(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) is { } text && !EventTime.TryParse(text, out _))
            {
                result.AddError($"'{text}' is no time: write 2024-08-08T23:54:14Z, or nanoseconds since 1970.");
            }
        });
        return option;
    }
}
