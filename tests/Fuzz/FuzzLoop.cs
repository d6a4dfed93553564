using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using Trading.Model;
using Trading.Tests.Journal;
using Trace = SharpFuzz.Common.Trace;

namespace Trading.Fuzz;

/// <summary>
/// A coverage-guided loop in one process: an input that takes a branch that none took before, or takes one a new order of
/// magnitude of times, is kept and changed further. The same seed makes the same inputs.
/// </summary>
internal sealed unsafe class FuzzLoop : IDisposable
{
    private const int MapBytes = 1 << 16;
    private const int InputBytesMax = 32 * 1024;
    private const long AllocationMax = 256L << 20;
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(10);
    private readonly FuzzTarget _target;
    private readonly bool _keepsFindings;
    private readonly byte[] _map = GC.AllocateArray<byte>(MapBytes, pinned: true);
    private readonly byte[] _seen = new byte[MapBytes];
    private readonly List<byte[]> _corpus;
    private SeededRandom _random;
    private int _edges;

    private FuzzLoop(FuzzTarget target, bool keepsFindings)
    {
        (_target, _keepsFindings) = (target, keepsFindings);
        _corpus = [.. target.Seeds];
        _random = SeededRandom.Create(Campaign.FirstSeed, "fuzz loop");
        Trace.SharedMem = (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _map[0]);
    }

    /// <summary>Runs a target.</summary>
    /// <returns>0 when nothing was found, 1 when something was, 2 for an unknown name.</returns>
    public static int Run(string name, long execs)
    {
        // Whatever is instrumented needs the map, also the making of seeds.
        var first = GC.AllocateArray<byte>(MapBytes, pinned: true);
        Trace.SharedMem = (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref first[0]);
        if (FuzzTargets.Of(name) is not { } target) return 2;
        using var loop = new FuzzLoop(target, keepsFindings: name != FuzzTargets.Planted);
        var (done, atQuarter, finding, seconds) = loop.Go(execs);
        GC.KeepAlive(first);
        Console.WriteLine(
            $"{name}: {done} inputs, {done / seconds:F0}/s, {loop._edges} branches ({loop._edges - atQuarter} new in the last quarter), "
            + $"{loop._corpus.Count} kept{(finding is null ? "" : ", FOUND " + finding)}");
        if (name != FuzzTargets.Planted)
        {
            Campaign.Report(
                ("execs", done), ("edges", loop._edges), ("edgesInLastQuarter", loop._edges - atQuarter), ("kept", loop._corpus.Count),
                ("violations", finding is null ? 0 : 1));
        }
        else if (finding is not null)
        {
            Campaign.Report(("plantedFoundAt", done));
        }

        return finding is null ? 0 : 1;
    }

    public void Dispose() => Trace.SharedMem = null;

    private (long Execs, int EdgesAtLastQuarter, string? Finding, double Seconds) Go(long execs)
    {
        var start = Stopwatch.GetTimestamp();
        var atQuarter = 0;
        for (long exec = 0; exec < execs; exec++)
        {
            if (exec == execs - execs / 4) atQuarter = _edges;
            var input = exec < _target.Seeds.Count ? _target.Seeds[(int)exec] : Changed();
            var finding = Judge(input);
            if (finding is not null) return (exec + 1, _edges, finding + Kept(input), Stopwatch.GetElapsedTime(start).TotalSeconds);
            if (IsNew() && exec >= _target.Seeds.Count) _corpus.Add(input);
        }

        return (execs, atQuarter, null, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private string? Judge(byte[] input)
    {
        _map.AsSpan().Clear();
        Trace.PrevLocation = 0;
        var (bytes, start) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        try
        {
            _target.Read(input);
        }
        catch (Exception error)
        {
            return error.ToString().ReplaceLineEndings(" ");
        }

        if (GC.GetAllocatedBytesForCurrentThread() - bytes > AllocationMax) return "it allocates without bound";
        return Stopwatch.GetElapsedTime(start) > HangLimit ? "it hangs" : null;
    }

    private string Kept(byte[] input)
    {
        if (!_keepsFindings) return "";
        var path = Path.Combine(Path.GetTempPath(), $"fuzz-{StateHasher.ToText(StateHasher.Hash(input))}.bin");
        File.WriteAllBytes(path, input);
        return " with " + path;
    }

    /// <summary>Whether the last input was somewhere new, by branch and by how many times: 1, 2, 3, 4 to 7, 8 to 15 and so on.</summary>
    private bool IsNew()
    {
        var isNew = false;
        for (var i = Next(0); i < MapBytes; i = Next(i + 1))
        {
            var magnitude = (byte)(1 << Math.Min(7, _map[i] < 4 ? _map[i] - 1 : System.Numerics.BitOperations.Log2(_map[i]) + 1));
            if ((_seen[i] & magnitude) != 0) continue;
            if (_seen[i] == 0) _edges++;
            _seen[i] |= magnitude;
            isNew = true;
        }

        return isNew;
    }

    private int Next(int from) => _map.AsSpan(from).IndexOfAnyExcept((byte)0) is >= 0 and var distance ? from + distance : MapBytes;

    private byte[] Changed()
    {
        var from = Pick();
        var changed = _random.Below(8) == 0 ? Spliced(from, Pick()) : [.. from];
        for (var changes = 1 << (int)_random.Below(5); changes > 0 && changed.Length > 0; changes--) changed = Change(changed);
        if (_random.Below(16) != 0) _target.Seal(changed);
        return changed;
    }

    private byte[] Pick() => _corpus[(int)_random.Below(_corpus.Count)];

    private byte[] Spliced(byte[] head, byte[] tail)
    {
        var (first, second) = ((int)_random.Below(head.Length + 1), (int)_random.Below(tail.Length + 1));
        byte[] spliced = [.. head.AsSpan(0, first), .. tail.AsSpan(second)];
        return spliced.Length > InputBytesMax ? spliced[..InputBytesMax] : spliced;
    }

    private byte[] Change(byte[] bytes)
    {
        var at = (int)_random.Below(bytes.Length);
        var count = (int)Math.Min(_random.Between(1, 16), bytes.Length - at);
        switch (_random.Below(8))
        {
            case 0: bytes[at] ^= (byte)(1 << (int)_random.Below(8)); break;
            case 1: bytes[at] = (byte)_random.Below(256); break;
            case 2: bytes[at] = unchecked((byte)(bytes[at] + _random.Between(-8, 8))); break;
            case 3: bytes.AsSpan(at, count).Fill((byte)(_random.Below(2) * 255)); break;
            case 4: bytes.AsSpan((int)_random.Below(bytes.Length - count + 1), count).CopyTo(bytes.AsSpan(at, count)); break;
            case 5: bytes.AsSpan(at, count).Fill((byte)_random.Below(8)); break;
            case 6 when bytes.Length > 1: return [.. bytes.AsSpan(0, at), .. bytes.AsSpan(at + count)];
            default: return bytes.Length + count > InputBytesMax ? bytes : [.. bytes.AsSpan(0, at), .. bytes.AsSpan(at, count), .. bytes.AsSpan(at)];
        }

        return bytes;
    }
}
