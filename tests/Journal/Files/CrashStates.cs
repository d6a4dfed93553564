using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Model;

namespace Trading.Tests.Journal;

/// <summary>
/// What a disk may hold after the power fails at a step of a trace: everything synced, and of what was not, any part.
/// </summary>
/// <remarks>
/// Writes are lost whole or by sectors of 512 or 4096 bytes; names are lost one by one; a file that was made and never
/// synced is there in full, as zeros, or empty.
/// </remarks>
internal sealed class CrashStates
{
    private readonly Dictionary<int, byte[]> _synced = [];
    private readonly Dictionary<int, List<DiskStep>> _unsyncedWrites = [];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly List<DiskStep> _unsyncedNames = [];

    private CrashStates(IEnumerable<DiskStep> steps)
    {
        foreach (var step in steps) Take(step);
    }

    /// <summary>
    /// The states after a number of steps: all subsets of what is not synced if there is little of it, otherwise those
    /// that lack or keep up to three; and for each unsynced write all ways to tear it that are asked for.
    /// </summary>
    /// <param name="steps">The trace.</param>
    /// <param name="count">The steps that were taken.</param>
    /// <param name="tears">Ways in which each unsynced write is torn at random, beside the systematic ones.</param>
    public static IEnumerable<SimulatedDisk> After(IReadOnlyList<DiskStep> steps, int count, int tears)
    {
        var states = new CrashStates(steps.Take(count));
        var units = states.Units;
        foreach (var kept in Subsets(units.Count)) yield return states.Build(unit => kept(unit) ? null : []);
        for (var torn = 0; torn < units.Count; torn++)
        {
            if (units[torn].Kind != StepKind.Write) continue;
            var place = torn;
            foreach (var sectors in Tears(units[torn].Bytes.Length, tears, (ulong)count))
            {
                yield return states.Build(unit => unit == place ? sectors : null);
            }
        }
    }

    /// <summary>What is not synced: names first, then writes.</summary>
    private List<DiskStep> Units =>
        [.. _unsyncedNames, .. _unsyncedWrites.OrderBy(file => file.Key).SelectMany(file => file.Value)];

    private void Take(DiskStep step)
    {
        switch (step.Kind)
        {
            case StepKind.Create:
                _unsyncedNames.Add(step);
                _unsyncedWrites[step.File] = [step];
                break;
            case StepKind.Write:
                if (!_unsyncedWrites.TryGetValue(step.File, out var writes)) _unsyncedWrites[step.File] = writes = [];
                writes.Add(step);
                break;
            case StepKind.Sync:
                _synced[step.File] = Contents(step.File, static _ => null, 0);
                _unsyncedWrites.Remove(step.File);
                break;
            case StepKind.SyncFailed:
                // A system may drop what it could not write, show it all the same, and report the next sync as done.
                _synced[step.File] = _synced.GetValueOrDefault(step.File) ?? [];
                _unsyncedWrites.Remove(step.File);
                break;
            case StepKind.MakeFolder or StepKind.Rename or StepKind.Delete:
                _unsyncedNames.Add(step);
                break;
            case StepKind.SyncFolder:
                SyncNames(step.Path);
                break;
        }
    }

    private void SyncNames(string folder)
    {
        foreach (var step in _unsyncedNames.Where(step => DiskStep.FolderOf(step.Path) == folder)) Apply(step, _names);
        _unsyncedNames.RemoveAll(step => DiskStep.FolderOf(step.Path) == folder);
    }

    private static void Apply(DiskStep step, Dictionary<string, int> names)
    {
        names.Remove(step.Path);
        if (step.Kind is StepKind.Create or StepKind.MakeFolder) names[step.Path] = step.File;
        if (step.Kind == StepKind.Rename) names[step.To] = step.File;
    }

    /// <summary>A disk in one state.</summary>
    /// <param name="sectors">
    /// For each unit the sectors of 512 bytes that arrived: null for all; an empty list for none of it.
    /// </param>
    private SimulatedDisk Build(Func<int, IReadOnlyList<bool>?> sectors)
    {
        var names = new Dictionary<string, int>(_names, StringComparer.Ordinal);
        for (var i = 0; i < _unsyncedNames.Count; i++)
        {
            if (sectors(i) is null) Apply(_unsyncedNames[i], names);
        }

        var firstUnit = new Dictionary<int, int>();
        var unit = _unsyncedNames.Count;
        foreach (var (file, writes) in _unsyncedWrites.OrderBy(file => file.Key))
        {
            firstUnit[file] = unit;
            unit += writes.Count;
        }

        var disk = new SimulatedDisk();
        foreach (var (path, file) in names.OrderBy(name => name.Key, StringComparer.Ordinal))
        {
            // What stands in a folder whose own name is lost is lost.
            if (!disk.Folders.Contains(DiskStep.FolderOf(path))) continue;
            if (file == 0) disk.PutFolder(path);
            else disk.Put(path, Contents(file, sectors, firstUnit.GetValueOrDefault(file)));
        }

        return disk;
    }

    private byte[] Contents(int file, Func<int, IReadOnlyList<bool>?> sectors, int firstUnit)
    {
        byte[] bytes = _synced.TryGetValue(file, out var synced) ? [.. synced] : [];
        var writes = _unsyncedWrites.GetValueOrDefault(file) ?? [];
        for (var i = 0; i < writes.Count; i++)
        {
            var arrived = sectors(firstUnit + i);
            if (writes[i].Kind == StepKind.Create)
            {
                // The zeros of a file that was just made: without them it is empty.
                if (arrived is null) bytes = new byte[writes[i].Offset];
                continue;
            }

            WriteSectors(ref bytes, writes[i], arrived);
        }

        return bytes;
    }

    private static void WriteSectors(ref byte[] bytes, DiskStep write, IReadOnlyList<bool>? arrived)
    {
        for (var at = 0; at < write.Bytes.Length; at += 512)
        {
            if (arrived is not null && (at / 512 >= arrived.Count || !arrived[at / 512])) continue;
            var count = Math.Min(512, write.Bytes.Length - at);
            var end = (int)write.Offset + at + count;
            if (bytes.Length < end) Array.Resize(ref bytes, end);
            write.Bytes.AsSpan(at, count).CopyTo(bytes.AsSpan((int)write.Offset + at));
        }
    }

    private static IEnumerable<Func<int, bool>> Subsets(int count)
    {
        if (count <= 6)
        {
            for (var mask = 0; mask < 1 << count; mask++)
            {
                var kept = mask;
                yield return unit => (kept >> unit & 1) != 0;
            }

            yield break;
        }

        for (var a = 0; a < count; a++)
        {
            for (var b = a; b < count; b++)
            {
                for (var c = b; c < count; c++)
                {
                    var (x, y, z) = (a, b, c);
                    yield return unit => unit != x && unit != y && unit != z;
                    yield return unit => unit == x || unit == y || unit == z;
                }
            }
        }
    }

    /// <summary>Ways to tear a write: cut after each sector, one missing, one alone, and at random; by 512 and by 4096.</summary>
    private static IEnumerable<bool[]> Tears(int bytes, int random, ulong seed)
    {
        var sectors = (bytes + 511) / 512;
        foreach (var unit in new[] { 1, 8 })
        {
            var units = (sectors + unit - 1) / unit;
            if (units < 2) continue;
            // Long writes are cut at some places only; every one is reached by some other write.
            var step = Math.Max(1, units / 64);
            for (var i = 0; i < units; i += step)
            {
                var place = i;
                yield return Spread(sectors, unit, index => index < place);
                yield return Spread(sectors, unit, index => index >= place);
                yield return Spread(sectors, unit, index => index != place);
                yield return Spread(sectors, unit, index => index == place);
            }

            var draws = SeededRandom.Create(seed, $"tear/{unit}");
            for (var i = 0; i < random; i++)
            {
                var mask = Enumerable.Range(0, units).Select(_ => draws.Below(2) == 0).ToArray();
                yield return Spread(sectors, unit, index => mask[index]);
            }
        }
    }

    private static bool[] Spread(int sectors, int unit, Func<int, bool> arrives) =>
        [.. Enumerable.Range(0, sectors).Select(sector => arrives(sector / unit))];
}
