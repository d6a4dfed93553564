using System;
using System.CommandLine;
using System.Linq;
using System.Threading.Tasks;
using Trading.Faults;

namespace Trading.Client.Faults;

/// <summary><c>trading faults</c>: the real nodes in a faulty world, by seed.</summary>
internal static class FaultsCommand
{
    private const string RunDescription = """
        Run nodes, journals and whole desks in a simulated world that loses, delays, kills, freezes, tears and lies, and check
        every step. The same seed gives the same run, event by event. Exit code 1 when an invariant broke or a run said nothing.

        Examples:
          trading faults run --seeds 1..300
          trading faults run --seed 7 --profile files --coverage
          trading faults run --seeds 1..20 --profile book --plant no-epoch-check --minimise
          trading faults run --seed 7 --profile desk --without silo-crash,clock-back --for 30s --json
        """;

    private const string PlantsDescription = """
        List the bugs that can be planted, each with the profile in which it is looked for and the seeds within which it is found.

        Examples:
          trading faults plants
        """;

    /// <summary>The command and its verbs.</summary>
    public static Command Create(Terminal terminal) => new("faults", "The system in a simulated faulty world, by seed.")
    {
        CreateRun(terminal),
        CreatePlants(terminal),
    };

    private static Command CreateRun(Terminal terminal)
    {
        var seed = new Option<ulong?>("--seed") { Description = "One seed." };
        var seeds = new Option<string?>("--seeds") { Description = "Seeds from and to, both included: 1..300." };
        var profile = new Option<string>("--profile") { Description = "book, desk, files, market, venue or all.", DefaultValueFactory = _ => "all" };
        var plant = new Option<string?>("--plant") { Description = "A bug of trading faults plants; its profile goes without saying." };
        var without = new Option<string?>("--without") { Description = "Faults that do not strike: silo-crash,clock-back." };
        var faultTime = new Option<string>("--for") { Description = "How long faults strike, in simulated time.", DefaultValueFactory = _ => "10m" };
        var minimise = new Option<bool>("--minimise") { Description = "Make each failing run smaller, and print how to run that." };
        var coverage = new Option<bool>("--coverage") { Description = "Print how often each fault struck at each step." };
        var parallel = new Option<int>("--parallel")
        {
            Description = "How many seeds run at a time; it changes nothing but the speed.",
            DefaultValueFactory = _ => Math.Min(Environment.ProcessorCount, FaultsRun.ParallelMax),
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("run", RunDescription) { seed, seeds, profile, plant, without, faultTime, minimise, coverage, parallel, json };
        command.SetAction((parsed, cancellation) =>
        {
            var words = new FaultsWords(
                parsed.GetValue(seed), parsed.GetValue(seeds), parsed.GetRequiredValue(profile), parsed.GetValue(plant),
                parsed.GetValue(without), parsed.GetRequiredValue(faultTime));
            if (!words.Read().TryGet(out var plan, out var error)) return Task.FromResult(terminal.Fail(ExitCode.Usage, error));
            var atOnce = parsed.GetValue(parallel);
            if (atOnce is < 1 or > FaultsRun.ParallelMax)
            {
                return Task.FromResult(terminal.Fail(ExitCode.Usage, $"--parallel {atOnce}: run from 1 to {FaultsRun.ParallelMax} seeds at a time."));
            }

            var run = new FaultsRun(terminal, plan, parsed.GetValue(minimise), parsed.GetValue(coverage), atOnce, parsed.GetValue(json));
            return Task.FromResult(run.Run(cancellation));
        });
        return command;
    }

    private static Command CreatePlants(Terminal terminal)
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("plants", PlantsDescription) { json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json))
            {
                terminal.WriteJson(PlantedBugs.All.Select(entry => new { entry.Name, Profile = FaultNames.Of(entry.Profile), entry.SeedsMax }));
                return ExitCode.Ok;
            }

            foreach (var entry in PlantedBugs.All)
            {
                terminal.Out.WriteLine(FormattableString.Invariant($"{entry.Name,-32} {FaultNames.Of(entry.Profile),-6} {entry.SeedsMax,3} seeds"));
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
