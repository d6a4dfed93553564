using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using Trading.Durable;
using Trading.GrainInterfaces;
using Trading.Journal;

namespace Trading.Grains;

/// <summary>When a call came, and its trace where one is taken.</summary>
/// <param name="At">The clock's timestamp.</param>
/// <param name="Trace">Null unless somebody traces.</param>
internal readonly record struct CallStart(long At, Activity? Trace);

/// <summary>
/// Measures one node for its pump. It is called on the node's own scheduler; only <see cref="Figure"/> and
/// <see cref="Waiting"/> are read from elsewhere.
/// </summary>
/// <param name="key">The node's key.</param>
/// <param name="meters">The silo's instruments.</param>
/// <param name="clock">Measures.</param>
internal sealed class NodeWatch(string key, NodeMeters meters, TimeProvider clock)
{
    private const int LinksMax = 32;

    // The header's field of docs/design/DURABLE.md: opening the header would compute the checksum of the whole block again.
    private const int RecordCountOffset = 40;

    private readonly List<Activity> _traced = [];
    private long _calls;
    private long _inputs;
    private long _blocks;
    private int _waiting;
    private long _turnAt;
    private long _writeAt;
    private Activity? _write;

    /// <summary>Calls and deliveries that wait for their answers.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>The node as it stands.</summary>
    public NodeFigure Figure() => new(
        key, Interlocked.Read(ref _calls), Interlocked.Read(ref _inputs), Interlocked.Read(ref _blocks), Math.Max(0, Waiting));

    /// <summary>A call came.</summary>
    public CallStart Call()
    {
        Volatile.Write(ref _waiting, _waiting + 1);
        Begin();
        if (!NodeTraces.Source.HasListeners()) return new CallStart(_turnAt, null);
        var around = Activity.Current;
        var trace = NodeTraces.Source.StartActivity("call", ActivityKind.Internal);
        // The grain's own activity goes on: what comes after this call is not part of it.
        Activity.Current = around;
        trace?.SetTag("trading.node", key);
        if (trace is not null && _traced.Count < LinksMax) _traced.Add(trace);
        return new CallStart(_turnAt, trace);
    }

    /// <summary>Another node's output came; it is traced where it was sent.</summary>
    public CallStart Delivery()
    {
        Volatile.Write(ref _waiting, _waiting + 1);
        Begin();
        return new CallStart(_turnAt, null);
    }

    /// <summary>Something is handed to the machine: if it has a turn now, that begins here.</summary>
    public void Begin() => _turnAt = clock.GetTimestamp();

    /// <summary>A call is answered.</summary>
    public void Answered(in CallStart start, ReplyStatus status)
    {
        meters.Called(Left(start), status);
        if (start.Trace is not { } trace) return;
        _traced.Remove(trace);
        trace.AddEvent(new ActivityEvent("answer"));
        trace.SetTag("trading.status", $"{status}");
        trace.Stop();
    }

    /// <summary>A delivery is answered.</summary>
    public void Delivered(in CallStart start, ReplyStatus status) => meters.Delivered(Left(start), status);

    /// <summary>A call was refused without the machine.</summary>
    public void Refused(long at, ReplyStatus status) => meters.Called(clock.GetElapsedTime(at), status);

    /// <summary>A turn has ended in a block, which is handed to the journal.</summary>
    public void Appending(ReadOnlySpan<byte> block)
    {
        _writeAt = clock.GetTimestamp();
        var turn = clock.GetElapsedTime(_turnAt, _writeAt);
        var inputs = block.Length < BlockHeader.Bytes ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(block[RecordCountOffset..]);
        Interlocked.Add(ref _inputs, inputs);
        Interlocked.Increment(ref _blocks);
        meters.Turned(turn, inputs, block.Length);
        if (_traced.Count > 0) Trace(turn, inputs, block.Length);
    }

    /// <summary>The journal is asked whether this activation still owns the table.</summary>
    public void Confirming() => _writeAt = 0;

    /// <summary>The outcome is known.</summary>
    public void Settled(AppendOutcome outcome)
    {
        if (outcome == AppendOutcome.Fenced) meters.WasFenced();
        if (_writeAt == 0) return;
        meters.Appended(clock.GetElapsedTime(_writeAt), outcome);
        _write?.SetTag("trading.outcome", $"{outcome}");
        _write?.Stop();
        _write = null;
    }

    /// <summary>A recovery has ended.</summary>
    public void Recovered(long at, OpenStatus status, ulong blocks) => meters.Recovered(clock.GetElapsedTime(at), status, blocks);

    private TimeSpan Left(in CallStart start)
    {
        Volatile.Write(ref _waiting, _waiting - 1);
        Interlocked.Increment(ref _calls);
        // What comes after the last answer of a commit is the next turn.
        Begin();
        return clock.GetElapsedTime(start.At, _turnAt);
    }

    /// <summary>Calls share a block: its stages belong to the first one, and are linked to the others.</summary>
    private void Trace(TimeSpan turn, long inputs, int bytes)
    {
        var (first, links) = (_traced[0], new List<ActivityLink>());
        for (var i = 1; i < _traced.Count; i++) links.Add(new ActivityLink(_traced[i].Context));
        var around = Activity.Current;
        var now = DateTimeOffset.UtcNow;
        var turned = NodeTraces.Source.StartActivity("turn", ActivityKind.Internal, first.Context, null, links, now - turn);
        turned?.SetTag("trading.inputs", inputs);
        turned?.Stop();
        _write = NodeTraces.Source.StartActivity("append", ActivityKind.Client, first.Context, null, links, now);
        _write?.SetTag("trading.bytes", bytes);
        Activity.Current = around;
        _traced.Clear();
    }
}
