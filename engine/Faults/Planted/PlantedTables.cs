using System;
using Trading.Journal;

namespace Trading.Faults;

/// <summary>A table that passes everything on; planted bugs override a step.</summary>
internal abstract class TableWrapper(SimulatedTable table) : SimulatedTable
{
    public override OpenedTable Open() => table.Open();

    public override ReadOnlyMemory<byte> Read(ulong sequence) => table.Read(sequence);

    public override AppendOutcome Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block) => table.Append(epoch, sequence, block);

    public override AppendOutcome Confirm(ulong epoch, ulong sequence) => table.Confirm(epoch, sequence);

    public override AppendOutcome SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot) =>
        table.SaveSnapshot(epoch, sequence, snapshot);

    public override ReadOnlyMemory<byte> ReadSnapshot(ulong sequence) => table.ReadSnapshot(sequence);

    public override void Forget() => table.Forget();
}

internal sealed class NoEpochCheck : Seams
{
    public override SimulatedTable Table(SimulatedTable table) => new Unfenced(table);

    private sealed class Unfenced(SimulatedTable table) : TableWrapper(table)
    {
        private ulong _newest;

        public override OpenedTable Open()
        {
            var opened = base.Open();
            _newest = opened.Epoch;
            return opened;
        }

        public override AppendOutcome Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block) => base.Append(_newest, sequence, block);
    }
}

internal sealed class StaleEpochConfirmed : Seams
{
    public override SimulatedTable Table(SimulatedTable table) => new Trusting(table);

    private sealed class Trusting(SimulatedTable table) : TableWrapper(table)
    {
        public override AppendOutcome Confirm(ulong epoch, ulong sequence) => AppendOutcome.Committed;
    }
}

internal sealed class EpochNotRaised : Seams
{
    public override SimulatedTable Table(SimulatedTable table) => new Standing(table);

    private sealed class Standing(SimulatedTable table) : TableWrapper(table)
    {
        private OpenedTable? _first;
        private ulong _last;

        public override OpenedTable Open()
        {
            if (_first is null) return _first = base.Open();
            return _first with { LastSequence = _last };
        }

        public override AppendOutcome Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block)
        {
            var outcome = base.Append(epoch, sequence, block);
            if (outcome == AppendOutcome.Committed) _last = sequence;
            return outcome;
        }

        public override AppendOutcome SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot) => AppendOutcome.Failed;
    }
}

internal sealed class CompactionTooFar : Seams
{
    public override SimulatedTable Table(SimulatedTable table) => new Forgetful(table);

    private sealed class Forgetful(SimulatedTable table) : TableWrapper(table)
    {
        private const ulong TooMany = 3;
        private ulong _dropped;

        public override AppendOutcome SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot)
        {
            var outcome = base.SaveSnapshot(epoch, sequence, snapshot);
            if (outcome == AppendOutcome.Committed) _dropped = sequence + TooMany;
            return outcome;
        }

        public override ReadOnlyMemory<byte> Read(ulong sequence) => sequence <= _dropped ? default : base.Read(sequence);
    }
}
