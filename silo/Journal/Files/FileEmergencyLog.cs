using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Trading.Journal.Files;

/// <summary>
/// The emergency log in a folder of its own, with its own lock and its own thread, so that no stuck journal holds it up.
/// Calls that come together share a sync. A callback must neither block nor throw.
/// </summary>
public sealed class FileEmergencyLog : IEmergencyLog, IDisposable
{
    private const int QueueMax = 4096;
    private readonly DataFolder _folder;
    private readonly EmergencyFile _file;
    private readonly WriterLane _lane = new("emergency", QueueMax);
    private readonly Lock _gate = new();
    private readonly List<EmergencyEntry> _unsettled = [];
    private List<Pending> _pending = [];

    /// <summary>Opens the log; what is refused is said by <see cref="Refusal"/>.</summary>
    /// <param name="folder">Its folder, made if need be with rights for its owner only.</param>
    public FileEmergencyLog(string folder)
        : this(folder, DurableFile.Libc, EmergencyFile.LengthDefault)
    {
    }

    /// <summary>The same over other system calls.</summary>
    internal FileEmergencyLog(string folder, ISystemCalls calls, int length)
    {
        _folder = new DataFolder(folder, calls);
        _file = new EmergencyFile(_folder.Disk, length);
        Refusal = _folder.Enter();
        if (Refusal is not null) return;
        if (_file.Open().TryGet(out var unsettled, out var error)) _unsettled.AddRange(unsettled);
        else Refusal = error;
    }

    /// <summary>Why nothing can be kept: another process has the folder, or it cannot be read. Null when all is well.</summary>
    public DiskError? Refusal { get; }

    /// <summary>What an operator should know about what was found; mostly empty.</summary>
    public IReadOnlyList<string> Notices => _file.Notices;

    /// <inheritdoc/>
    public void Append(string node, EmergencyCall call, Action<bool> completed)
    {
        var entry = new EmergencyEntry(node, call);
        if (Refusal is not null || !_file.Takes(entry) || !TryQueue(new Pending(entry, completed))) completed(false);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> UnsettledNodes()
    {
        lock (_gate)
        {
            return [.. _unsettled.Select(entry => entry.Node).Distinct().Order(StringComparer.Ordinal)];
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<EmergencyCall> Unsettled(string node)
    {
        lock (_gate) return [.. _unsettled.Where(entry => entry.Node == node).Select(entry => entry.Call)];
    }

    /// <inheritdoc/>
    public void Settle(string node, string client, ulong sequence)
    {
        var settled = new EmergencyEntry(node, new EmergencyCall(client, sequence, default));
        lock (_gate)
        {
            if (_unsettled.RemoveAll(entry => entry.IsSameCall(settled)) == 0) return;
        }

        // What the file is not told, because the queue is full or the machine stops, is settled again after a start.
        _lane.TryPost(() => _file.Settle(settled));
    }

    /// <summary>Finishes what is queued and closes the log.</summary>
    public void Dispose()
    {
        _lane.Dispose();
        _file.Dispose();
        _folder.Dispose();
    }

    private bool TryQueue(Pending pending)
    {
        lock (_gate)
        {
            if (!_lane.TryPost(WritePending)) return false;
            _pending.Add(pending);
            return true;
        }
    }

    private void WritePending()
    {
        List<Pending> batch;
        lock (_gate) (batch, _pending) = (_pending, []);
        if (batch.Count == 0) return;
        var isKept = Write([.. batch.Select(pending => pending.Entry)]);
        foreach (var pending in batch) pending.Completed(isKept);
    }

    /// <summary>Writes; into a fresh file when this one is full or poisoned.</summary>
    private bool Write(EmergencyEntry[] entries)
    {
        EmergencyEntry[] unsettled;
        lock (_gate) unsettled = [.. _unsettled];
        if (_file.Append(entries) is not null && _file.Rewrite([.. unsettled, .. entries]) is not null) return false;
        lock (_gate) _unsettled.AddRange(entries);
        return true;
    }

    private sealed record Pending(EmergencyEntry Entry, Action<bool> Completed);
}
