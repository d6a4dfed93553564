using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Journal;
using Trading.Model;

namespace Trading.Tests.Journal;

/// <summary>What a table had answered when its disk had taken so many steps.</summary>
/// <param name="Steps">The disk's steps.</param>
/// <param name="Epoch">The newest epoch given out.</param>
/// <param name="Blocks">Blocks acknowledged.</param>
/// <param name="Snapshot">The newest snapshot acknowledged; 0 for none.</param>
internal readonly record struct Acknowledged(int Steps, ulong Epoch, ulong Blocks, ulong Snapshot);

/// <summary>
/// A run of one node's table: blocks of many sizes, snapshots, owners that come and go, failures after which a new owner
/// goes on. It remembers what was acknowledged when.
/// </summary>
internal sealed class JournalRun : IDisposable
{
    public const string Node = "s1/sim:BTC-USDT";

    public static readonly FileTableSettings Settings = new() { SegmentBytesMin = 4096, SegmentBytesMax = 64 * 1024 };

    private readonly SimulatedDisk _disk;
    private readonly FileTable _table;
    private SeededRandom _random;
    private ulong _epoch;

    /// <summary>A run from nothing.</summary>
    /// <param name="disk">The disk whose steps are counted.</param>
    /// <param name="seen">The same disk as the table sees it.</param>
    /// <param name="seed">Draws the sizes and events.</param>
    public JournalRun(SimulatedDisk disk, IDisk seen, ulong seed)
    {
        _disk = disk;
        _table = new FileTable(seen, Node, Settings);
        _random = SeededRandom.Create(seed, "journal run");
    }

    /// <summary>The blocks as they stand, the last of which may not be acknowledged.</summary>
    public Blocks Blocks { get; } = new();

    /// <summary>Every block ever handed to the table, by sequence: an append that failed may have left an earlier one.</summary>
    public Dictionary<ulong, List<byte[]>> Tried { get; } = [];

    /// <summary>The acknowledgements, in order.</summary>
    public List<Acknowledged> Acknowledgements { get; } = [new Acknowledged(0, 0, 0, 0)];

    /// <summary>One event in so many is a snapshot; 0 for none.</summary>
    public int SnapshotOdds { get; init; } = 9;

    /// <summary>Appends and other events.</summary>
    /// <returns>False when the disk never recovers: an owner could not open in ten tries.</returns>
    public bool Go(int events)
    {
        for (var i = 0; i < events; i++)
        {
            if (_epoch == 0 || _random.Below(12) == 0) _epoch = 0;
            if (_epoch == 0 && !Open()) return false;
            if (SnapshotOdds != 0 && _random.Below(SnapshotOdds) == 0) SaveSnapshot();
            else Append();
        }

        return true;
    }

    /// <summary>What had been acknowledged after so many steps.</summary>
    public Acknowledged At(int steps) => Acknowledgements.Last(acknowledged => acknowledged.Steps <= steps);

    public void Dispose() => _table.Dispose();

    private bool Open()
    {
        for (var tries = 0; tries < 10; tries++)
        {
            var opened = _table.Open();
            if (opened.Status != OpenStatus.Opened) continue;
            _epoch = opened.Epoch;
            // The outcome of an append that failed is known now.
            while (Blocks.Last > opened.LastSequence) Blocks.TakeBack();
            Acknowledge(last => last with { Epoch = opened.Epoch, Blocks = opened.LastSequence });
            return true;
        }

        return false;
    }

    private void Append()
    {
        var block = Blocks.Next(_epoch, Size());
        if (!Tried.TryGetValue(Blocks.Last, out var tried)) Tried[Blocks.Last] = tried = [];
        tried.Add(block);
        if (_table.Append(_epoch, Blocks.Last, block) == AppendOutcome.Committed)
        {
            Acknowledge(last => last with { Blocks = Blocks.Last });
        }
        else
        {
            _epoch = 0;
        }
    }

    private int Size() => (int)(_random.Below(8) switch
    {
        0 => _random.Below(20_000),
        1 => 0,
        2 => _random.Below(5_000),
        _ => _random.Below(900),
    });

    private void SaveSnapshot()
    {
        if (Blocks.Last == 0) return;
        var sequence = Blocks.Last;
        if (_table.SaveSnapshot(_epoch, sequence, Blocks.Snapshot(sequence)) != AppendOutcome.Committed) return;
        Acknowledge(last => last with { Snapshot = sequence });
    }

    private void Acknowledge(Func<Acknowledged, Acknowledged> change) =>
        Acknowledgements.Add(change(Acknowledgements[^1]) with { Steps = _disk.Steps.Count });
}
