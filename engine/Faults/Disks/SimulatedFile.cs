using System;
using System.Collections.Generic;
using Trading.Model;

namespace Trading.Faults;

/// <summary>A file, whatever its name: what a running system sees, and what would be left after a power cut.</summary>
internal sealed class SimulatedFile(int length)
{
    /// <summary>Disks write whole sectors.</summary>
    public const int SectorBytes = 512;

    private readonly SortedSet<int> _unsynced = [];
    private byte[] _synced = [];

    /// <summary>What a running system sees.</summary>
    public byte[] Bytes { get; private set; } = new byte[length];

    /// <summary>True once any of it was synced.</summary>
    public bool IsSynced => _synced.Length > 0;

    /// <summary>Writes; nothing of it is durable yet.</summary>
    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        source.CopyTo(Bytes.AsSpan((int)offset));
        for (var sector = (int)offset / SectorBytes; sector * SectorBytes < offset + source.Length; sector++) _unsynced.Add(sector);
    }

    /// <summary>Makes everything durable.</summary>
    public void Sync()
    {
        if (_synced.Length != Bytes.Length) _synced = new byte[Bytes.Length];
        foreach (var sector in _unsynced) Copy(Bytes, _synced, sector);
        _unsynced.Clear();
    }

    /// <summary>
    /// A sync that failed: a system may drop what it could not write, show it all the same, and report the next sync as done.
    /// </summary>
    public void Drop() => _unsynced.Clear();

    /// <summary>Sectors that no sync covers.</summary>
    public int UnsyncedCount => _unsynced.Count;

    /// <summary>The power fails: of what was not synced any sector may have arrived.</summary>
    /// <param name="random">Draws which.</param>
    /// <param name="chancePpm">How likely each is there.</param>
    /// <param name="lost">The one that is surely not, counted among the unsynced; −1 for none.</param>
    public SimulatedFile AfterCut(ref SeededRandom random, int chancePpm, int lost)
    {
        var left = new SimulatedFile(0) { Bytes = [.. _synced] };
        // The zeros of a file that was just made: without them it is empty.
        if (!IsSynced && random.ChancePpm(chancePpm)) left.Bytes = new byte[Bytes.Length];
        foreach (var sector in _unsynced)
        {
            if (!random.ChancePpm(chancePpm) || lost-- == 0 || sector * SectorBytes >= left.Bytes.Length) continue;
            Copy(Bytes, left.Bytes, sector);
        }

        left._synced = [.. left.Bytes];
        return left;
    }

    /// <summary>A bit at rest turns over.</summary>
    public void Flip(long bit) => AtRest(bytes => bytes[bit / 8] ^= (byte)(1 << (int)(bit % 8)));

    /// <summary>A sector at rest is overwritten.</summary>
    public void Overwrite(int sector, ReadOnlySpan<byte> by)
    {
        var kept = by.ToArray();
        AtRest(bytes => kept.AsSpan(0, Math.Min(kept.Length, bytes.Length - sector * SectorBytes)).CopyTo(bytes.AsSpan(sector * SectorBytes)));
    }

    /// <summary>The end of the file is gone.</summary>
    public void Shorten(int length)
    {
        Bytes = Bytes[..length];
        _synced = [.. Bytes];
    }

    private void AtRest(Action<byte[]> change)
    {
        change(Bytes);
        _synced = [.. Bytes];
    }

    private static void Copy(byte[] from, byte[] to, int sector)
    {
        var start = sector * SectorBytes;
        from.AsSpan(start, Math.Min(SectorBytes, from.Length - start)).CopyTo(to.AsSpan(start));
    }
}
