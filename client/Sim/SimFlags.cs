using System;
using System.Collections.Immutable;
using Trading.Model;
using Trading.Simulation;

namespace Trading.Client.Sim;

/// <summary>The small languages of the flags: regimes, agents, jitter, injection, clock. Each error is one line for people.</summary>
internal static class SimFlags
{
    /// <summary><c>calm:30s,burst:10s,cancel-storm:10s</c></summary>
    public static Result<ImmutableArray<RegimePhase>, string> Regimes(string text)
    {
        var phases = ImmutableArray.CreateBuilder<RegimePhase>();
        foreach (var (name, value) in Pairs(text))
        {
            if (RegimeOf(name) is not { } regime) return $"'{name}' is no regime: use calm, burst or cancel-storm.";
            if (!Durations.TryParse(value, out var duration)) return $"'{name}:{value}': write a duration, as in {name}:30s.";
            phases.Add(new RegimePhase(regime, duration));
        }

        return phases.ToImmutable();
    }

    /// <summary><c>noise:20,market-maker:4</c>; weights stay those of the defaults.</summary>
    public static Result<ImmutableArray<AgentGroup>, string> Agents(string text)
    {
        var groups = ImmutableArray.CreateBuilder<AgentGroup>();
        foreach (var (name, value) in Pairs(text))
        {
            AgentGroup? known = null;
            foreach (var group in SimulationConfig.DefaultAgents)
            {
                if (NameOf(group.Kind) == name) known = group;
            }

            if (known is null) return $"'{name}' is no agent: use noise, market-maker, momentum, cancel-bot or large-taker.";
            if (!TryCount(value, out var count)) return $"'{name}:{value}': write a count, as in {name}:4.";
            if (count > 0) groups.Add(known with { Count = (int)count });
        }

        return groups.ToImmutable();
    }

    /// <summary><c>100us</c> for every type of event, or <c>new:100us,fill:50us</c>.</summary>
    public static Result<JitterSettings, string> Jitter(string text)
    {
        if (Durations.TryParse(text, out var all))
        {
            return new JitterSettings { NewOrderNs = all, CancelNs = all, AmendNs = all, FillNs = all, RejectNs = all };
        }

        var jitter = new JitterSettings();
        foreach (var (name, value) in Pairs(text))
        {
            if (!Durations.TryParse(value, out var delay)) return $"'{name}:{value}': write a duration, as in new:100us.";
            JitterSettings? next = name switch
            {
                "new" => jitter with { NewOrderNs = delay },
                "cancel" => jitter with { CancelNs = delay },
                "amend" => jitter with { AmendNs = delay },
                "fill" => jitter with { FillNs = delay },
                "reject" => jitter with { RejectNs = delay },
                _ => null,
            };
            if (next is null) return $"'{name}' is no event type: use new, cancel, amend, fill or reject.";
            jitter = next;
        }

        return jitter;
    }

    /// <summary><c>gap:0.001,duplicate:0.001,reorder:0.001</c>, as fractions of all messages.</summary>
    public static Result<InjectionSettings, string> Injection(string text, InjectionSettings start)
    {
        foreach (var (name, value) in Pairs(text))
        {
            if (!DecimalText.Parse(value, 6).TryGet(out var ppm, out _) || ppm is < 0 or > 1_000_000)
            {
                return $"'{name}:{value}': write a fraction from 0 to 1 with at most six decimals, as in {name}:0.001.";
            }

            InjectionSettings? next = name switch
            {
                "gap" => start with { GapPpm = (int)ppm },
                "duplicate" => start with { DuplicatePpm = (int)ppm },
                "reorder" => start with { ReorderPpm = (int)ppm },
                _ => null,
            };
            if (next is null) return $"'{name}' is no fault: use gap, duplicate or reorder.";
            start = next;
        }

        return start;
    }

    /// <summary><c>event</c>, or <c>tick:1ms</c>.</summary>
    public static Result<long, string> Clock(string text)
    {
        if (text == "event") return 0L;
        return text.StartsWith("tick:", StringComparison.Ordinal) && Durations.TryParse(text[5..], out var tick) && tick > 0
            ? tick
            : $"'{text}' is no clock: use event, or tick:1ms.";
    }

    /// <summary>The policy of a word, or null.</summary>
    public static OverflowPolicy? Overflow(string text) => text switch
    {
        "reject" => OverflowPolicy.Reject,
        "drop-oldest" => OverflowPolicy.DropOldest,
        "drop-newest" => OverflowPolicy.DropNewest,
        _ => null,
    };

    private static Regime? RegimeOf(string name) => name switch
    {
        "calm" => Regime.Calm,
        "burst" => Regime.Burst,
        "cancel-storm" => Regime.CancelStorm,
        _ => null,
    };

    private static string NameOf(AgentKind kind) => kind switch
    {
        AgentKind.NoiseTrader => "noise",
        AgentKind.MarketMaker => "market-maker",
        AgentKind.MomentumTrader => "momentum",
        AgentKind.CancelBot => "cancel-bot",
        AgentKind.LargeTaker => "large-taker",
    };

    private static bool TryCount(string text, out long count) =>
        DecimalText.Parse(text, 0).TryGet(out count, out _) && count is >= 0 and <= 1_000_000;

    private static System.Collections.Generic.IEnumerable<(string Name, string Value)> Pairs(string text)
    {
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            yield return colon < 0 ? (part, "") : (part[..colon], part[(colon + 1)..]);
        }
    }
}
