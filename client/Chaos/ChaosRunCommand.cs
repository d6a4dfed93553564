using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Model;

namespace Trading.Client.Chaos;

/// <summary><c>trading chaos run</c>: a plan of faults drawn from a seed, carried out on the real system under load.</summary>
internal sealed class ChaosRunCommand(Terminal terminal)
{
    private const string Description = """
        Do harm to the real system under load, by a plan drawn from a seed, and check at the end that every acknowledged call is
        in a journal exactly once, that states equal their replay and that no stale write was accepted. A run in which a planned
        fault did not happen, or in which too few calls were acknowledged, is void: it says nothing, and is not green.

        Profiles:
          smoke     silos killed and frozen, the database killed                        over PostgreSQL
          database  the database killed, frozen, slow, held up, its connections reset   over PostgreSQL
          network   the ways of clients to silos slow, held up, reset                   over PostgreSQL
          disk      a silo killed, also at a sync, the disk full, a record damaged      needs root, for a mount of its own, and strace
          paper     a paper session killed and resumed, its market data lost and reordered, its venue down; ends in the backtest's hash
          overload  twice the load that can be carried, then less
          all       these in turn

        Examples:
          trading chaos run --profile smoke --seed 1 --plan
          trading chaos run --profile smoke --seed 1 --json
          trading chaos run --only kill,database-hold --seconds 60 --out chaos-1
          trading chaos run --only corrupt --segment 1 --record 3
          trading chaos run --only kill-at-sync --sync 12
          trading chaos run --only market-loss,venue-down

        Exit codes: 0 ok, 1 a violation or void, 2 usage, 4 something is missing on this machine. Everything is on loopback, in
        temporary folders, and gone afterwards.
        """;

    private readonly Option<string> _profile = new("--profile")
    {
        Description = $"What is done: {ChaosProfile.Names}.",
        DefaultValueFactory = _ => "smoke",
    };

    private readonly Option<string?> _only = new("--only")
    {
        Description = "Only these faults of a cluster or of a disk, such as kill,freeze; the profile is then left out.",
    };

    private readonly Option<ulong> _seed = new("--seed")
    {
        Description = "Plan and load are drawn from it. Default 1.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<int?> _seconds = new("--seconds") { Description = "Seconds of load; by default what the profile says." };
    private readonly Option<int> _silos = ChaosCommand.Number("--silos", 3, 2, 8, "Silo processes of a cluster");
    private readonly Option<int> _books = ChaosCommand.Number("--books", 8, 1, 200, "Books");
    private readonly Option<int> _rate = ChaosCommand.Number("--rate", 60, 1, 100_000, "Calls a second over all clients");
    private readonly Option<int?> _segment = new("--segment") { Description = "With corrupt: the segment that is damaged, the oldest being 1." };
    private readonly Option<int?> _record = new("--record") { Description = "With corrupt: the record in it that is damaged, from 1." };
    private readonly Option<int?> _sync = new("--sync")
    {
        Description = "With kill-at-sync: which sync of a writer kills the silo, 1 being the next.",
    };

    private readonly Option<bool> _plan = new("--plan") { Description = "Print the plan and run nothing." };

    private readonly Option<string?> _out = new("--out")
    {
        Description = "A folder for report.json and, where something does not hold, violations.json.",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    /// <summary>The command.</summary>
    public Command Create()
    {
        _seconds.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var seconds) && seconds is < 1 or > 86_400)
            {
                result.AddError("--seconds: use 1 to 86400.");
            }
        });
        var command = new Command("run", Description)
        {
            _profile, _only, _seed, _seconds, _silos, _books, _rate, _segment, _record, _sync, _plan, _out, _json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!Profiles(parsed).TryGet(out var profiles, out var wrong)) return terminal.Fail(ExitCode.Usage, wrong);
        var (segment, record) = (parsed.GetValue(_segment), parsed.GetValue(_record));
        var sync = parsed.GetValue(_sync);
        if ((Misplaced(segment, record, profiles) ?? Misplaced(sync, profiles)) is { } misplaced) return terminal.Fail(ExitCode.Usage, misplaced);
        var size = new ChaosSize(parsed.GetValue(_silos), parsed.GetValue(_books), parsed.GetValue(_rate));
        var plans = new List<(ChaosProfile Profile, ChaosPlan Plan)>();
        foreach (var profile in profiles)
        {
            var (seconds, least) = (parsed.GetValue(_seconds) ?? profile.Seconds, ChaosPlan.SecondsMin(profile.Faults));
            if (seconds < least)
            {
                return terminal.Fail(
                    ExitCode.Usage, $"--seconds {seconds}: {profile.Name} needs {least} at least, so that each of its faults strikes once.");
            }

            var silos = profile.Ground == ChaosGround.Cluster ? size.Silos : 1;
            var plan = ChaosPlan.Create(profile.Faults, parsed.GetValue(_seed), seconds, silos, size.Books);
            if (segment is { } number && record is { } within) plan = plan.Damaging(new RecordPlace(number, within));
            plans.Add((profile, sync is { } last ? plan.DyingAt(last) : plan));
        }

        if (parsed.GetValue(_plan)) return ShowPlans(plans, parsed.GetValue(_json));
        var isJson = parsed.GetValue(_json);
        var results = new List<ChaosResult>();
        foreach (var (profile, plan) in plans)
        {
            var made = await OneAsync(profile, plan, size, Tell, cancellation);
            if (!made.TryGet(out var result, out var missing)) return terminal.Fail(ExitCode.Environment, $"{profile.Name}: {missing}");
            results.Add(result);
            if (isJson) continue;
            foreach (var line in result.Lines()) terminal.Out.WriteLine(line);
        }

        if (parsed.GetValue(_out) is { } folder) ChaosFiles.Write(folder, plans, results);
        if (isJson) terminal.WriteJson(results.Count == 1 ? results[0].Document() : new { runs = results.Select(each => each.Document()) });
        return results.All(result => result.Outcome == "ok") ? ExitCode.Ok : ExitCode.CheckFailed;

        void Tell(string what) => terminal.Error.WriteLine(what);
    }

    private static Task<Result<ChaosResult, string>> OneAsync(
        ChaosProfile profile, ChaosPlan plan, ChaosSize size, Action<string> tell, CancellationToken cancellation)
    {
        return profile.Ground switch
        {
            ChaosGround.Paper => PaperRun.RunAsync(plan, tell, cancellation),
            ChaosGround.Overload => OverloadRun.RunAsync(plan, tell, cancellation),
            ChaosGround.Cluster or ChaosGround.SmallDisk => StandRun.RunAsync(profile, plan, size, tell, cancellation),
        };
    }

    private Result<IReadOnlyList<ChaosProfile>, string> Profiles(ParseResult parsed)
    {
        var name = parsed.GetValue(_profile) ?? "";
        if (parsed.GetValue(_only) is not { } only)
        {
            var found = ChaosProfile.Of(name);
            return found.Count > 0
                ? Result<IReadOnlyList<ChaosProfile>, string>.Ok(found)
                : $"--profile {name}: use {ChaosProfile.Names}.";
        }

        var faults = ChaosFaults.Parse(only, out var unknown);
        if (unknown.Length > 0) return $"--only: '{unknown}' is no fault; use some of {Names(Enum.GetValues<ChaosFault>())}.";
        var ground = faults switch
        {
            [ChaosFault.Overload] => ChaosGround.Overload,
            _ when faults.All(PaperRun.Faults.Contains) => ChaosGround.Paper,
            _ when faults.All(ChaosProfile.Soak.Faults.Contains) => ChaosGround.Cluster,
            _ when faults.All(ChaosProfile.OnDisk.Contains) => ChaosGround.SmallDisk,
            _ => (ChaosGround?)null,
        };
        if (ground is null)
        {
            return $"--only {only}: these do not go together. Use some of {Names(ChaosProfile.Soak.Faults)}, or of {Names(ChaosProfile.OnDisk)}, "
                + $"or of {Names(PaperRun.Faults)}, or overload.";
        }

        var least = ChaosPlan.SecondsMin(faults);
        return Result<IReadOnlyList<ChaosProfile>, string>.Ok([new ChaosProfile("only " + Names(faults), ground.Value, faults, least)]);
    }

    /// <summary>What is wrong with the record that is to be damaged; null when nothing is.</summary>
    private static string? Misplaced(int? segment, int? record, IReadOnlyList<ChaosProfile> profiles)
    {
        if (segment is null && record is null) return null;
        if (segment is not > 0 || record is not > 0) return "--segment and --record go together, and both count from 1.";
        return profiles.Any(profile => profile.Faults.Contains(ChaosFault.Corrupt))
            ? null
            : "--segment and --record say what corrupt damages: use --profile disk or --only corrupt.";
    }

    /// <summary>What is wrong with the sync at which a silo is to die; null when nothing is.</summary>
    private static string? Misplaced(int? sync, IReadOnlyList<ChaosProfile> profiles)
    {
        if (sync is null) return null;
        if (sync is < 1 or > 65_535) return "--sync: use 1 to 65535.";
        return profiles.Any(profile => profile.Faults.Contains(ChaosFault.KillAtSync))
            ? null
            : "--sync says where kill-at-sync strikes: use --profile disk or --only kill-at-sync.";
    }

    private int ShowPlans(IReadOnlyList<(ChaosProfile Profile, ChaosPlan Plan)> plans, bool isJson)
    {
        if (isJson)
        {
            terminal.WriteJson(new { plans = plans.Select(each => new { profile = each.Profile.Name, plan = each.Plan.Document() }) });
            return ExitCode.Ok;
        }

        foreach (var (profile, plan) in plans)
        {
            terminal.Out.WriteLine($"{profile.Name}, seed {plan.Seed}, {plan.Seconds} s of load");
            foreach (var line in plan.Lines()) terminal.Out.WriteLine(line);
        }

        return ExitCode.Ok;
    }

    private static string Names(IEnumerable<ChaosFault> faults) => string.Join(", ", faults.Select(ChaosFaults.NameOf));
}
