using System;
using System.Collections.Immutable;

namespace Trading.Faults;

/// <summary>Who lives in a world beside silos and store: clients, feeds, drivers, venues. One scene per profile.</summary>
internal abstract class FaultScene
{
    /// <summary>The nodes that silos host.</summary>
    public abstract ImmutableArray<NodeSpec> Specs { get; }

    /// <summary>How many silos there are.</summary>
    public virtual int Silos => 3;

    /// <summary>Places beyond silos and store: callers.</summary>
    public abstract int Callers { get; }

    /// <summary>True when the store is the disk of the one silo.</summary>
    public virtual bool IsLocal => false;

    /// <summary>Commands that were acknowledged.</summary>
    public abstract long Commands { get; }

    /// <summary>With fewer of them in ten minutes of faults a run says nothing.</summary>
    public abstract long CommandsMin { get; }

    /// <summary>True while it wants the faults to go on, although their time is over.</summary>
    public virtual bool WantsMore(long enough) => Commands < enough;

    /// <summary>True once nobody waits for anything.</summary>
    public abstract bool IsSettled { get; }

    /// <summary>Makes a node's table.</summary>
    public virtual SimulatedTable CreateTable(FaultWorld world, string node) => new MemoryTable();

    /// <summary>Lets its people begin.</summary>
    public abstract void Begin(FaultWorld world);

    /// <summary>No new work any more.</summary>
    public abstract void Rest();

    /// <summary>A fault of its own people.</summary>
    public virtual void Strike(FaultKind kind, long forNs)
    {
    }

    /// <summary>A silo was killed.</summary>
    public virtual void Killed(FaultWorld world, FaultKind kind)
    {
    }

    /// <summary>True once damage at rest was done, which a table may refuse.</summary>
    public virtual bool IsDamaged => false;

    /// <summary>True once a table is refused because of that: an operator would have to act, and the run ends.</summary>
    public bool IsOver { get; set; }

    /// <summary>The hash of an output that does not come from a node; null when there is none.</summary>
    public virtual UInt128? OutputOf(string source, string target, ulong sequence) => null;

    /// <summary>How much of a source's outputs somebody who is no node has taken.</summary>
    public virtual ulong DeliveredTo(string target, string source) => ulong.MaxValue;

    /// <summary>Outputs for somebody who is no node.</summary>
    public virtual void Deliver(
        SimulatedSilo from, string source, string target, ulong sequence, ReadOnlyMemory<byte> payload, Action<ulong> covered)
    {
    }

    /// <summary>The process is to die within the disk calls of a step.</summary>
    /// <returns>False when it has no disk: then it dies between two events.</returns>
    public virtual bool DiesWithin(ProtocolStep step, long calls, Action died) => false;

    /// <summary>What is checked now and then.</summary>
    public virtual void Look(FaultWorld world)
    {
    }

    /// <summary>What is checked at the end.</summary>
    public abstract void Check(FaultWorld world);
}
