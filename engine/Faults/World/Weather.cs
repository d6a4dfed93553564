using System;
using System.Collections.Generic;
using System.Linq;

namespace Trading.Faults;

/// <summary>
/// The faults of whole places: each kind comes again and again, most of them aimed at a step of the protocol: they wait until
/// an activation takes that step, and strike within the time that it lasts.
/// </summary>
internal sealed class Weather(FaultWorld world)
{
    private const long PatienceNs = 60_000_000_000;
    private const long ClockNsMax = 60_000_000_000;
    private const long StepNs = 2_000_000;
    private readonly List<Aimed> _aims = [];

    /// <summary>Begins.</summary>
    public void Begin()
    {
        foreach (var kind in Fault.All)
        {
            if (Fault.IsOfPlaces(kind) && world.Dice.Has(kind)) Plan(kind);
        }
    }

    /// <summary>An activation has taken a step.</summary>
    public void Entered(Activation activation, ProtocolStep step)
    {
        // What still waits for its step when the world heals strikes no more.
        if (_aims.Count == 0 || !world.Dice.IsOn) return;
        for (var i = 0; i < _aims.Count; i++)
        {
            if (_aims[i].Step != step) continue;
            var kind = _aims[i].Kind;
            _aims.RemoveAt(i);
            if (kind is FaultKind.PartitionOneWay or FaultKind.PartitionTwoWay)
            {
                // At once: what the step is about to send does not arrive.
                Cut(kind, activation.Silo.Place, world.StorePlace, world.Dice.Between(kind, 500_000_000, 12_000_000_000));
                return;
            }

            if (kind is FaultKind.PowerCut or FaultKind.SiloCrash && DiesWithin(kind, activation.Silo, step)) return;
            world.Queue.After(world.Dice.Between(kind, 0, StepNs), () => Strike(kind, activation.Silo, activation));
            return;
        }
    }

    private void Plan(FaultKind kind) => world.Queue.After(world.Dice.PauseNs(kind), () =>
    {
        if (!world.Dice.IsOn) return;
        Aim(kind);
        Plan(kind);
    });

    private void Aim(FaultKind kind)
    {
        var steps = FaultCoverage.StepsOf(world.Config.Chosen, kind);
        if (steps.Length == 0) return;
        var step = steps[(int)world.Dice.Between(kind, 0, steps.Length - 1)];
        // Where a power cut may tear what is being written is where it matters most.
        if (kind == FaultKind.PowerCut)
        {
            step = world.Dice.Between(kind, 0, 2) switch { 0 => ProtocolStep.Appending, 1 => ProtocolStep.Snapshotting, _ => step };
        }

        if (step is ProtocolStep.Idle or ProtocolStep.Calling or ProtocolStep.Answering or ProtocolStep.Delivering or ProtocolStep.Trading)
        {
            var silo = world.Silos[(int)world.Dice.Between(kind, 0, world.Silos.Length - 1)];
            Strike(kind, silo, silo.Activations.FirstOrDefault());
            return;
        }

        var aim = new Aimed(kind, step);
        _aims.Add(aim);
        world.Queue.After(PatienceNs, () => _aims.Remove(aim));
    }

    private void Strike(FaultKind kind, SimulatedSilo silo, Activation? activation)
    {
        if (!world.Dice.IsOn) return;
        long Draw(long low, long high) => world.Dice.Between(kind, low, high);
        switch (kind)
        {
            case FaultKind.PartitionOneWay or FaultKind.PartitionTwoWay:
                Cut(kind, (int)Draw(0, world.Places - 1), silo.Place, Draw(500_000_000, 12_000_000_000));
                return;
            case FaultKind.StoreDown:
                world.Store.StopFor(Draw(100_000_000, 8_000_000_000));
                return;
            case FaultKind.DriverRestart or FaultKind.VenueSlow:
                world.Dice.Coverage.Hit(kind, kind == FaultKind.VenueSlow ? ProtocolStep.Trading : ProtocolStep.Calling);
                world.Scene.Strike(kind, Draw(100_000_000, 6_000_000_000));
                return;
        }

        if (!silo.IsUp) return;
        world.Dice.Coverage.Hit(kind, activation is { IsOver: false } ? activation.Step : ProtocolStep.Idle);
        world.Trace((ulong)kind, (ulong)silo.Place);
        switch (kind)
        {
            case FaultKind.SiloCrash or FaultKind.PowerCut:
                Kill(kind, silo, Draw(300_000_000, 8_000_000_000));
                break;
            case FaultKind.SiloPause: silo.Pause(Draw(50_000_000, 4_000_000_000)); break;
            case FaultKind.SiloZombie: silo.Pause(Draw(SiloDirectory.LeaseNs + 1_000_000_000, 20_000_000_000)); break;
            case FaultKind.DoubleActivation:
                if (activation is not null) world.Directory.Forget(activation.Spec.Name);
                break;
            case FaultKind.ClockForward: Shift(silo, Draw(1_000_000, 20_000_000_000)); break;
            case FaultKind.ClockBack: Shift(silo, -Draw(1_000_000, 20_000_000_000)); break;
        }
    }

    private static void Shift(SimulatedSilo silo, long byNs) =>
        silo.ClockOffsetNs = Math.Clamp(silo.ClockOffsetNs + byNs, -ClockNsMax, ClockNsMax);

    /// <summary>Dies in the middle of writing, if there is a disk of its own: between a write and its sync, or before it.</summary>
    private bool DiesWithin(FaultKind kind, SimulatedSilo silo, ProtocolStep step)
    {
        var calls = world.Dice.Between(kind, 1, step == ProtocolStep.Appending ? 2 : step == ProtocolStep.Snapshotting ? 4 : 9);
        return world.Scene.DiesWithin(step, calls, () =>
        {
            world.Dice.Coverage.Hit(kind, world.DiskStep);
            Kill(kind, silo, world.Dice.Between(kind, 300_000_000, 8_000_000_000));
        });
    }

    private void Kill(FaultKind kind, SimulatedSilo silo, long forNs)
    {
        silo.Kill();
        world.Scene.Killed(world, kind);
        world.Queue.After(forNs, silo.Start);
    }

    private void Cut(FaultKind kind, int from, int to, long forNs)
    {
        if (from == to || !world.Dice.IsOn) return;
        if (kind == FaultKind.PartitionTwoWay) world.Network.Cut(to, from, kind, forNs);
        else if (world.Dice.Between(kind, 0, 1) == 0) (from, to) = (to, from);
        world.Network.Cut(from, to, kind, forNs);
    }

    private sealed record Aimed(FaultKind Kind, ProtocolStep Step);
}
