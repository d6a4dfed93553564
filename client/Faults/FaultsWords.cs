using System;
using System.Collections.Immutable;
using System.Linq;
using Trading.Faults;
using Trading.Model;

namespace Trading.Client.Faults;

/// <summary>Which seeds are to run, and how.</summary>
/// <param name="From">The first seed.</param>
/// <param name="To">The last seed.</param>
/// <param name="Config">What every one of them has in common.</param>
internal sealed record FaultsPlan(ulong From, ulong To, FaultConfig Config);

/// <summary>The words of <c>trading faults run</c>.</summary>
internal sealed record FaultsWords(ulong? Seed, string? Seeds, string Profile, string? Plant, string? Without, string For)
{
    private const ulong SeedsMax = 10_000_000;
    private const long LongestNs = 3_600_000_000_000;
    private const long ShortestNs = 1_000_000_000;

    /// <summary>What they say, or what to write instead.</summary>
    public Result<FaultsPlan, string> Read()
    {
        if (!Range().TryGet(out var range, out var error)) return error;
        if (FaultNames.ProfileOf(Profile) is not { } profile) return $"'{Profile}' is no profile: use book, desk, files, market, venue or all.";
        PlantedBug? plant = Plant is null ? null : FaultNames.PlantOf(Plant);
        if (Plant is not null && plant is null) return $"'{Plant}' is no planted bug: trading faults plants lists them.";
        if (plant is { } bug)
        {
            var home = PlantedBugs.Of(bug).Profile;
            if (profile != FaultProfile.All && profile != home) return $"{Plant} is looked for in --profile {FaultNames.Of(home)}.";
            profile = home;
        }

        if (!Kinds().TryGet(out var without, out error)) return error;
        if (!Durations.TryParse(For, out var faultNs) || faultNs is < ShortestNs or > LongestNs)
        {
            return $"--for {For}: write a simulated time from 1s to 1h, as in 10m.";
        }

        var config = new FaultConfig { Seed = range.From, Profile = profile, Plant = plant, Without = without, FaultNs = faultNs };
        return new FaultsPlan(range.From, range.To, config);
    }

    private Result<(ulong From, ulong To), string> Range()
    {
        if (Seed is not null && Seeds is not null) return "--seed and --seeds both say which seeds to run: choose one.";
        if (Seeds is null) return (Seed ?? 1, Seed ?? 1);
        var parts = Seeds.Split("..");
        if (parts.Length != 2 || !TryCount(parts[0], out var from) || !TryCount(parts[1], out var to) || to < from)
        {
            return $"--seeds {Seeds}: write the first and the last seed, as in 1..300.";
        }

        return to - from < SeedsMax ? (from, to) : $"--seeds {Seeds}: at most {SeedsMax} seeds at once.";
    }

    private Result<ImmutableArray<FaultKind>, string> Kinds()
    {
        var kinds = ImmutableArray.CreateBuilder<FaultKind>();
        foreach (var word in (Without ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (FaultNames.KindOf(word) is not { } kind)
            {
                return $"'{word}' is no fault: use some of {string.Join(", ", Enum.GetValues<FaultKind>().Select(FaultNames.Of))}.";
            }

            kinds.Add(kind);
        }

        return kinds.ToImmutable();
    }

    private static bool TryCount(string text, out ulong count)
    {
        var isCount = DecimalText.Parse(text, 0).TryGet(out var value, out _) && value >= 0;
        count = isCount ? (ulong)value : 0;
        return isCount;
    }
}
