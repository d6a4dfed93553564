using Trading.Durable;
using Trading.Invariants;
using Trading.Journal;

namespace Trading.Faults;

/// <summary>The two phases of a run: faults with every step checked, then healing, convergence and a last look at everything.</summary>
internal static class FaultWorldRun
{
    private const long ConvergenceNsMax = 180_000_000_000;
    private const int StepsPerLook = 1_000;
    private const int LongestTimes = 4;
    private const long VisitNs = 5_000_000_000;
    private const long UsualNs = 600_000_000_000;

    /// <summary>Runs a world to its end.</summary>
    public static FaultVerdict Run(FaultWorld world)
    {
        var startNs = world.Queue.NowNs;
        var config = world.Config;
        world.Directory.Begin();
        world.Weather.Begin();
        world.Scene.Begin(world);
        var wantedNs = startNs + config.FaultNs;
        var enough = (long)((System.Int128)world.Scene.CommandsMin * config.FaultNs / UsualNs);
        var latestNs = startNs + LongestTimes * config.FaultNs;
        while (IsOn(world) && (world.Queue.NowNs < wantedNs || (world.Scene.WantsMore(enough) && world.Queue.NowNs < latestNs))) Step(world);
        if (IsOn(world)) Settle(world);
        if (IsOn(world)) CheckTables(world);
        if (IsOn(world)) world.Scene.Check(world);
        var nothing = world.IsViolated ? null : VoidBecause(world, enough);
        return new FaultVerdict(
            world.IsViolated ? FaultOutcome.Violated : nothing is null ? FaultOutcome.Clean : FaultOutcome.Void,
            world.Violation,
            nothing,
            world.Queue.Steps,
            world.Queue.NowNs - startNs,
            world.Scene.Commands,
            world.Store.StaleAppends,
            world.Dice.Coverage,
            world.TraceHash);
    }

    private static bool IsOn(FaultWorld world) => !world.IsViolated && !world.Scene.IsOver;

    private static void Step(FaultWorld world)
    {
        if (!world.Queue.TryStep()) world.Violate(WorldInvariants.Converges, "nothing is left to happen");
        if (world.Queue.Steps % StepsPerLook == 0) Look(world);
    }

    private static void Settle(FaultWorld world)
    {
        world.Dice.IsOn = false;
        world.Network.Heal();
        world.Store.Heal();
        foreach (var silo in world.Silos)
        {
            silo.Wake();
            if (!silo.IsUp) silo.Start();
        }

        world.Scene.Rest();
        Visit(world);
        var endNs = world.Queue.NowNs + ConvergenceNsMax;
        while (IsOn(world) && !IsSettled(world))
        {
            Step(world);
            if (world.Queue.NowNs > endNs) world.Violate(WorldInvariants.Converges, Unsettled(world));
        }

        if (IsOn(world)) Look(world);
    }

    /// <summary>
    /// Asks every node for its status now and then, as a monitor does: one whose silo died comes up when it is asked for, and an
    /// activation that was replaced by one that died learns it when it has to ask its table.
    /// </summary>
    private static void Visit(FaultWorld world)
    {
        foreach (var spec in world.Specs)
        {
            var home = world.Directory.Route(spec.Name);
            home.Run(() => world.Directory.At(home, spec.Name)?.Read(query: null, _ => { }));
        }

        world.Queue.After(VisitNs, () => Visit(world));
    }

    private static bool IsSettled(FaultWorld world)
    {
        if (!world.Scene.IsSettled) return false;
        foreach (var spec in world.Specs)
        {
            var witness = world.WitnessOf(spec.Name);
            if (witness.TimerCount > 0) return false;
            foreach (var target in world.Specs)
            {
                if (witness.SentTo(target.Name) != world.WitnessOf(target.Name).DeliveredFrom(spec.Name)) return false;
            }
        }

        return true;
    }

    private static string Unsettled(FaultWorld world)
    {
        foreach (var spec in world.Specs)
        {
            var witness = world.WitnessOf(spec.Name);
            if (witness.TimerCount > 0) return $"{spec.Name}: {witness.TimerCount} timers never fire";
            foreach (var target in world.Specs)
            {
                var (sent, delivered) = (witness.SentTo(target.Name), world.WitnessOf(target.Name).DeliveredFrom(spec.Name));
                if (sent != delivered) return $"{spec.Name}: {delivered} of {sent} outputs reached {target.Name}";
            }
        }

        return "calls stay without an answer";
    }

    /// <summary>What is too dear for every step: whole states of activations that are at rest.</summary>
    private static void Look(FaultWorld world)
    {
        foreach (var spec in world.Specs)
        {
            if (world.Directory.Current(spec.Name) is not { Machine: { IsDrained: true } machine, Node: { } node } activation) continue;
            var witness = world.WitnessOf(spec.Name);
            if (machine.CommittedBlock != witness.LastBlock || activation.IsOver) continue;
            if (node.StateHash() != witness.Node.StateHash())
            {
                world.Violate(DurableInvariants.ReplayEqual, $"{spec.Name}: the activation's state is not that of its {witness.LastBlock} blocks");
            }
        }

        world.Scene.Look(world);
    }

    /// <summary>Every table recovers into the state of its activation, by snapshot and tail, and by nobody's help.</summary>
    private static void CheckTables(FaultWorld world)
    {
        foreach (var spec in world.Specs)
        {
            var live = world.Directory.Current(spec.Name)?.Machine;
            var opened = world.Store.Open(spec.Name);
            if (world.IsViolated) return;
            if (opened.Status != OpenStatus.Opened)
            {
                if (world.Scene.IsDamaged) return;
                world.Violate(WorldInvariants.TablesRecover, $"{spec.Name}: {opened.Status} in the end: {string.Join("; ", opened.Notices)}");
                return;
            }

            if (Recovered(world, spec, opened) is not { } machine) return;
            var isSame = live is not { IsDrained: true } || live.CommittedBlock != machine.CommittedBlock || live.StateHash() == machine.StateHash();
            if (!isSame) world.Violate(DurableInvariants.ReplayEqual, $"{spec.Name}: recovery ends in another state than the activation");
        }
    }

    private static DurableNode? Recovered(FaultWorld world, NodeSpec spec, OpenedTable opened)
    {
        var table = world.Store.TableOf(spec.Name);
        var node = world.Seams.Witnessed(spec.Create());
        var machine = new DurableNode(node, new NoEffects(), spec.Limits);
        if (opened.Snapshots.Count > 0 && !machine.Restore(table.ReadSnapshot(opened.Snapshots[0]).Span).TryGet(out _, out var error))
        {
            world.Violate(WorldInvariants.TablesRecover, $"{spec.Name}: snapshot {opened.Snapshots[0]}: {error}");
            return null;
        }

        while (machine.CommittedBlock < opened.LastSequence)
        {
            var blocks = table.Read(machine.CommittedBlock + 1).Span;
            var length = BlockHeader.LengthOf(blocks);
            if (length == 0 || !machine.Replay(blocks[..length]).TryGet(out _, out error))
            {
                world.Violate(WorldInvariants.TablesRecover, $"{spec.Name}: block {machine.CommittedBlock + 1} does not replay");
                return null;
            }
        }

        var witness = world.WitnessOf(spec.Name);
        if (machine.CommittedBlock != witness.LastBlock || node.StateHash() != witness.Node.StateHash())
        {
            world.Violate(
                DurableInvariants.ReplayEqual,
                $"{spec.Name}: {machine.CommittedBlock} blocks replay to another state than {witness.LastBlock} committed ones");
        }

        return machine;
    }

    private static string? VoidBecause(FaultWorld world, long enough)
    {
        if (!world.Scene.IsOver && world.Scene.Commands < enough) return $"{world.Scene.Commands} commands were acknowledged, {enough} are needed";
        foreach (var kind in Fault.All)
        {
            if (world.Dice.Has(kind) && Applies(world, kind) && world.Dice.Coverage.Of(kind) > 0) return null;
        }

        return "no fault struck";
    }

    private static bool Applies(FaultWorld world, FaultKind kind) =>
        FaultCoverage.StepsOf(world.Config.Chosen, kind) is { IsEmpty: false };
}
