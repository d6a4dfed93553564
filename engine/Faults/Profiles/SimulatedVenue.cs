using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Trading.Exchange;
using Trading.Invariants;
using Trading.Model;
using Trading.Orders;

namespace Trading.Faults;

/// <summary>
/// A venue, the independent witness: it knows what it was sent and what it filled, whatever became of its reports. They go out
/// over a numbered channel; some are left out, told twice or out of turn, and all of them may be asked for again.
/// </summary>
internal sealed class SimulatedVenue
{
    private const int AheadMax = 8;
    private const long TimeoutNs = 900_000_000;
    private const long SpacingNs = 2_500_000;
    private const long HeartbeatNs = 4_000_000_000;
    private readonly FaultWorld _world;
    private readonly int _place;
    private readonly string _account;
    private readonly SimulatedExchange _exchange;
    private readonly MarketFlow _flow;
    private readonly ExecutionReportBuffer _buffer = new();
    private readonly List<ExecutionReport> _truth = [];
    private readonly List<byte[]> _channel = [];
    private readonly Queue<Action> _late = [];
    private readonly long _startNs;
    private byte[]? _outOfTurn;
    private int _covered;
    private int _turn;
    private int _nextEvent;
    private long _slowUntilNs;

    public SimulatedVenue(FaultWorld world, int place, string account, MarketFlow flow)
    {
        (_world, _place, _account, _flow, _startNs) = (world, place, account, flow, world.Queue.NowNs);
        var config = ExecutionConfig.Ideal with { Fees = FeeSchedule.Flat(200, 500) };
        _exchange = SimulatedExchange.LiveBook(BookOrders.Instrument, 0, config, world.Config.Seed).TryGet(out var exchange, out var error)
            ? exchange
            : throw new InvalidOperationException($"the simulated exchange breaks a rule: {error}");
        _world.Queue.After(1, Trade);
        _world.Queue.After(HeartbeatNs, Beat);
    }

    /// <summary>The last of the account's outputs that it took.</summary>
    public ulong Cursor { get; private set; }

    /// <summary>What it told so far.</summary>
    public IReadOnlyList<ExecutionReport> Truth => _truth;

    /// <summary>Orders that are open.</summary>
    public int OpenOrders => _exchange.OpenOrderCount;

    /// <summary>True once everything that it sent has reached the account.</summary>
    public bool IsHeard => _covered == _channel.Count && _outOfTurn is null && _late.Count == 0;

    /// <summary>Best bid and ask, and half of their sum; 0 before there are both.</summary>
    public long Middle => _exchange.TryGetMidTwice(out var midTwice) ? midTwice / 2 : 0;

    /// <summary>The hash of what it sent under a number; null when it has not.</summary>
    public UInt128? SentUnder(ulong sequence) =>
        sequence > 0 && sequence <= (ulong)_channel.Count ? StateHasher.Hash(_channel[(int)sequence - 1]) : null;

    /// <summary>Does not answer for a while.</summary>
    public void Slow(long forNs) => _slowUntilNs = Math.Max(_slowUntilNs, _world.Queue.NowNs + forNs);

    /// <summary>No new market, and nothing out of turn.</summary>
    public void Rest()
    {
        _nextEvent = _flow.Events.Length;
        _slowUntilNs = 0;
        if (_outOfTurn is { } kept) Tell(kept);
        _outOfTurn = null;
        Beat();
    }

    /// <summary>An output of the account arrives: an order, or a question.</summary>
    public void Take(ulong sequence, ReadOnlyMemory<byte> payload, Action<ulong> covered)
    {
        if (_world.Queue.NowNs < _slowUntilNs)
        {
            _late.Enqueue(() => Take(sequence, payload, covered));
            _world.Queue.After(_slowUntilNs - _world.Queue.NowNs, Late);
            return;
        }

        var isNext = sequence == Cursor + 1 || (_world.Seams.VenueTakesAgain && sequence <= Cursor);
        if (isNext) Carry(sequence, payload.Span);
        covered(Cursor);
    }

    private void Late()
    {
        if (_late.TryDequeue(out var late)) late();
    }

    private void Carry(ulong sequence, ReadOnlySpan<byte> payload)
    {
        if (sequence <= Cursor || _world.OutputOf(_account, AccountNode.Venue, sequence) != StateHasher.Hash(payload))
        {
            _world.Violate(WorldInvariants.OrdersAreIntended, $"the venue has seen output {sequence}, which no committed block sends, or twice");
        }

        Cursor = Math.Max(Cursor, sequence);
        _world.Trace(sequence, (ulong)payload.Length);
        if (payload.Length == 2 * sizeof(ulong))
        {
            var (first, last) = (BinaryPrimitives.ReadUInt64LittleEndian(payload), BinaryPrimitives.ReadUInt64LittleEndian(payload[8..]));
            for (var number = first; number <= last && number <= (ulong)_truth.Count; number++) Tell(BytesOf(_truth[(int)number - 1]));
            return;
        }

        _exchange.Execute(MemoryMarshal.Read<OrderIntent>(payload), MarketNs, _buffer);
        Report();
    }

    /// <summary>The others trade.</summary>
    private void Trade()
    {
        while (_nextEvent < _flow.Events.Length && _flow.Events[_nextEvent].TimeNs <= MarketNs)
        {
            var e = _flow.Events[_nextEvent++];
            if (e.Instrument == 0) _exchange.OnMarketEvent(e, [], _buffer);
        }

        Report();
        if (_nextEvent < _flow.Events.Length) _world.Queue.After(Math.Max(1, _flow.Events[_nextEvent].TimeNs - MarketNs), Trade);
    }

    private long MarketNs => _flow.Events[0].TimeNs + _world.Queue.NowNs - _startNs;

    private void Report()
    {
        foreach (ref readonly var report in _buffer.Reports)
        {
            _truth.Add(report);
            Emit(BytesOf(report));
        }

        _buffer.Clear();
    }

    /// <summary>Tells a report, as venues do: mostly.</summary>
    private void Emit(byte[] report)
    {
        if (_world.Dice.Strikes(FaultKind.ReportLost, ProtocolStep.Trading)) return;
        if (_outOfTurn is null && _world.Dice.Strikes(FaultKind.ReportReordered, ProtocolStep.Trading))
        {
            _outOfTurn = report;
            return;
        }

        Tell(report);
        if (_world.Dice.Strikes(FaultKind.ReportDuplicated, ProtocolStep.Trading)) Tell(report);
        if (_outOfTurn is not { } kept) return;
        _outOfTurn = null;
        Tell(kept);
    }

    private void Tell(byte[] message)
    {
        _channel.Add(message);
        if (_covered == _channel.Count - 1) Feed();
    }

    /// <summary>Says which of its reports was the last, so that one that is missing at the end is missed.</summary>
    private void Beat()
    {
        var last = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(last, (ulong)_truth.Count);
        if (_truth.Count > 0) Tell(last);
        _world.Queue.After(HeartbeatNs, Beat);
    }

    private void Feed()
    {
        var turn = ++_turn;
        var last = Math.Min(_covered + AheadMax, _channel.Count);
        for (var i = _covered; i < last; i++)
        {
            var (number, message) = ((ulong)i + 1, _channel[i]);
            _world.Queue.After(1 + (i - _covered) * SpacingNs, () => _world.Deliver(
                _place, AccountNode.Venue, _account, number, message, cursor => Heard(cursor, last, turn)));
        }

        _world.Queue.After(TimeoutNs, () =>
        {
            if (turn == _turn && _covered < _channel.Count) Feed();
        });
    }

    private void Heard(ulong cursor, int last, int turn)
    {
        _covered = Math.Max(_covered, (int)cursor);
        if (turn == _turn && _covered >= last && _covered < _channel.Count) Feed();
    }

    private static byte[] BytesOf(in ExecutionReport report) => MemoryMarshal.AsBytes([report]).ToArray();
}
