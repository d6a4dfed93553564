using System;
using System.Collections.Generic;
using Trading.Invariants;
using Trading.Journal;

namespace Trading.Faults;

/// <summary>
/// Where the nodes' tables are: a database behind the network, or the disk of the one process. What is committed in it is told
/// to the witnesses in the very step, whatever becomes of the answer.
/// </summary>
internal sealed class SimulatedStore
{
    private const long TimeoutNs = 1_500_000_000;
    private const long DiskNsMax = 3_000_000;
    private readonly FaultWorld _world;
    private readonly bool _isLocal;
    private readonly SortedDictionary<string, SimulatedTable> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ulong> _epochs = [];
    private long _downUntilNs;
    private Model.SeededRandom _latency;

    public SimulatedStore(FaultWorld world, bool isLocal, Func<string, SimulatedTable> create)
    {
        (_world, _isLocal) = (world, isLocal);
        _latency = Model.SeededRandom.Create(world.Config.Seed, "store");
        foreach (var spec in world.Specs) _tables.Add(spec.Name, world.Seams.Table(create(spec.Name)));
    }

    /// <summary>Writes of activations that had been replaced.</summary>
    public long StaleAppends { get; private set; }

    /// <summary>Every table, by the name of its node.</summary>
    public SimulatedTable TableOf(string node) => _tables[node];

    /// <summary>Answers nobody for a while.</summary>
    public void StopFor(long forNs) => _downUntilNs = _world.Queue.NowNs + forNs;

    /// <summary>Answers again.</summary>
    public void Heal() => _downUntilNs = 0;

    /// <summary>The process that had the files open is gone.</summary>
    public void Forget()
    {
        foreach (var (_, table) in _tables) table.Forget();
    }

    /// <summary>Takes an epoch of a table.</summary>
    public void Open(SimulatedSilo silo, string node, Action<OpenedTable> opened) =>
        Ask(silo, ProtocolStep.Opening, () => Open(node), new OpenedTable { Status = OpenStatus.Unavailable }, opened);

    /// <summary>Reads blocks.</summary>
    public void Read(SimulatedSilo silo, string node, ulong sequence, Action<ReadOnlyMemory<byte>> read) =>
        Ask(silo, ProtocolStep.Loading, () => _tables[node].Read(sequence), default, read);

    /// <summary>Reads a snapshot.</summary>
    public void ReadSnapshot(SimulatedSilo silo, string node, ulong sequence, Action<ReadOnlyMemory<byte>> read) =>
        Ask(silo, ProtocolStep.Loading, () => _tables[node].ReadSnapshot(sequence), default, read);

    /// <summary>Appends a block.</summary>
    public void Append(
        SimulatedSilo silo, string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> block, Action<AppendOutcome> completed) =>
        Ask(silo, ProtocolStep.Appending, () => Append(node, epoch, sequence, block), AppendOutcome.Failed, completed);

    /// <summary>Asks whether an epoch still owns a table.</summary>
    public void Confirm(SimulatedSilo silo, string node, ulong epoch, ulong sequence, Action<AppendOutcome> completed) =>
        Ask(silo, ProtocolStep.Confirming, () => _tables[node].Confirm(epoch, sequence), AppendOutcome.Failed, completed);

    /// <summary>Keeps a snapshot.</summary>
    public void SaveSnapshot(
        SimulatedSilo silo, string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot, Action<AppendOutcome> completed) =>
        Ask(silo, ProtocolStep.Snapshotting, () => _tables[node].SaveSnapshot(epoch, sequence, snapshot), AppendOutcome.Failed, completed);

    /// <summary>An epoch is taken without a silo: by whoever checks.</summary>
    public OpenedTable Open(string node)
    {
        var opened = _tables[node].Open();
        if (opened.Status == OpenStatus.Opened)
        {
            var before = _epochs.GetValueOrDefault(node);
            if (opened.Epoch <= before) _world.Violate(JournalInvariants.EpochsRise, $"{node}: epoch {opened.Epoch} after {before}");
            _epochs[node] = Math.Max(before, opened.Epoch);
        }

        // The witness sees the disk as it is: its own looking cannot fail.
        var areFaultsOn = _world.Dice.IsOn;
        _world.Dice.IsOn = false;
        _world.WitnessOf(node).Opened(opened, _tables[node]);
        _world.Dice.IsOn = areFaultsOn;
        return opened;
    }

    private AppendOutcome Append(string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> block)
    {
        var isStale = epoch < _epochs.GetValueOrDefault(node);
        if (isStale) StaleAppends++;
        var outcome = _tables[node].Append(epoch, sequence, block);
        if (outcome != AppendOutcome.Committed) return outcome;
        if (isStale) _world.Violate(DurableInvariants.StaleAppendsFail, $"{node}: block {sequence} under epoch {epoch}");
        _world.WitnessOf(node).Follow(block.Span);
        return outcome;
    }

    private void Ask<T>(SimulatedSilo silo, ProtocolStep step, Func<T> ask, T unanswered, Action<T> answered)
    {
        var isDone = false;
        void Take(T answer)
        {
            if (isDone) return;
            isDone = true;
            answered(answer);
        }

        void Arrive()
        {
            if (_world.Queue.NowNs < _downUntilNs)
            {
                _world.Dice.Coverage.Hit(FaultKind.StoreDown, step);
                return;
            }

            _world.DiskStep = step;
            var answer = ask();
            if (_isLocal) silo.After(_latency.Between(10_000, DiskNsMax), () => Take(answer));
            else Back(answer);
        }

        void Back(T answer)
        {
            var life = silo.Life;
            _world.Network.SendOnce(_world.StorePlace, silo.Place, step, () =>
            {
                if (life == silo.Life) silo.Run(() => Take(answer));
            });
        }

        if (_isLocal)
        {
            silo.After(_latency.Between(10_000, DiskNsMax), Arrive);
        }
        else
        {
            _world.Network.SendOnce(silo.Place, _world.StorePlace, step, Arrive);
            silo.After(TimeoutNs, () => Take(unanswered));
        }
    }
}
