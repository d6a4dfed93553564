using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Trading.Durable;
using Trading.Invariants;
using Trading.Model;

namespace Trading.Faults;

/// <summary>
/// Silos, a store, a network and a scene in one thread over a virtual clock. What everybody does is checked as it happens;
/// the first violation ends the run.
/// </summary>
internal sealed class FaultWorld
{
    private readonly StateHasher _trace = new();
    private readonly SortedDictionary<string, JournalWitness> _witnesses = new(StringComparer.Ordinal);
    private ulong _activations;

    public FaultWorld(FaultConfig config, int mix, FaultScene scene, Seams seams)
    {
        (Config, Scene, Seams) = (config, scene, seams);
        Specs = scene.Specs;
        Dice = new FaultDice(config, mix);
        Network = new SimulatedNetwork(Queue, Dice, Places = scene.Silos + 1 + scene.Callers, config.Seed);
        Silos = [.. Enumerable.Range(0, scene.Silos).Select(place => new SimulatedSilo(Queue, place))];
        Directory = new SiloDirectory(this);
        foreach (var spec in Specs) _witnesses.Add(spec.Name, new JournalWitness(this, spec));
        Store = new SimulatedStore(this, scene.IsLocal, node => scene.CreateTable(this, node));
        Weather = new Weather(this);
    }

    public FaultConfig Config { get; }

    public FaultScene Scene { get; }

    public Seams Seams { get; }

    public ImmutableArray<NodeSpec> Specs { get; }

    public EventQueue Queue { get; } = new();

    public FaultDice Dice { get; }

    public SimulatedNetwork Network { get; }

    public int Places { get; }

    public ImmutableArray<SimulatedSilo> Silos { get; }

    public int StorePlace => Silos.Length;

    public SiloDirectory Directory { get; }

    public SimulatedStore Store { get; }

    public Weather Weather { get; }

    /// <summary>The step for which the disk works now.</summary>
    public ProtocolStep DiskStep { get; set; }

    /// <summary>The first violation, in words.</summary>
    public string? Violation { get; private set; }

    public bool IsViolated => Violation is not null;

    /// <summary>The hash of everything that happened so far.</summary>
    public UInt128 TraceHash => _trace.Current;

    public ulong NextActivation() => ++_activations;

    public NodeSpec SpecOf(string node) => Specs.First(spec => spec.Name == node);

    public JournalWitness WitnessOf(string node) => _witnesses[node];

    /// <summary>The hash of what a source made for a target; null when no committed block made it.</summary>
    public UInt128? OutputOf(string source, string target, ulong sequence) =>
        _witnesses.TryGetValue(source, out var witness) ? witness.OutputOf(target, sequence) : Scene.OutputOf(source, target, sequence);

    /// <summary>How much of a source's outputs a target has committed.</summary>
    public ulong DeliveredTo(string target, string source) =>
        _witnesses.TryGetValue(target, out var witness) ? witness.DeliveredFrom(source) : Scene.DeliveredTo(target, source);

    public void Trace(UInt128 hash) => _trace.Add(hash);

    public void Trace(ulong what, ulong which) => _trace.Add(Queue.NowNs).Add(what).Add(which);

    /// <summary>An invariant does not hold.</summary>
    public void Violate(Invariant invariant, string detail) =>
        Violation ??= $"{invariant.Number} {invariant.Name}: {detail}";

    /// <summary>A node was halted by what watches it.</summary>
    public void Broken(string node, Breach breach) => Violation ??= $"{breach.Number} {breach.Name}: {node}, {breach.Detail}";

    /// <summary>A table was not recovered.</summary>
    public void Refused(string node, string detail)
    {
        if (Scene.IsDamaged) Scene.IsOver = true;
        else Violate(WorldInvariants.TablesRecover, $"{node}: {detail}");
    }

    /// <summary>Carries an output to its target's home, and the target's cursor back.</summary>
    public void Deliver(
        SimulatedSilo from, string source, string target, ulong sequence, ReadOnlyMemory<byte> payload, Action<ulong> covered)
    {
        if (!_witnesses.ContainsKey(target)) Scene.Deliver(from, source, target, sequence, payload, covered);
        else Deliver(from.Place, source, target, sequence, payload, cursor => from.Run(() => covered(cursor)));
    }

    /// <summary>Carries an output from any place.</summary>
    public void Deliver(
        int from, string source, string target, ulong sequence, ReadOnlyMemory<byte> payload, Action<ulong> covered)
    {
        var silo = Directory.Route(target);
        Network.Send(from, silo.Place, ProtocolStep.Delivering, () => silo.Run(() =>
        {
            Directory.At(silo, target)?.Deliver(source, sequence, payload, reply =>
            {
                if (reply.Status is ReplyStatus.Delivered && reply.Cursor > WitnessOf(target).DeliveredFrom(source))
                {
                    Violate(DurableInvariants.NothingBeforeCommit, $"{target}: cursor {reply.Cursor} for {source} is told before it is committed");
                }

                Trace((ulong)reply.Status, reply.Cursor);
                Network.Send(silo.Place, from, ProtocolStep.Delivering, () => covered(reply.Cursor));
            });
        }));
    }
}
