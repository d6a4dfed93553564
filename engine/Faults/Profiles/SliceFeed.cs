using System;
using Trading.Market;

namespace Trading.Faults;

/// <summary>
/// Plays a tape: has each slice recorded by the feed's node, then sends it to the market's door over the lossy network, and
/// gives again what is asked for. It dies now and then and knows nothing afterwards but its tape and what the node answers.
/// </summary>
internal sealed class SliceFeed
{
    private const int AheadMax = 4;
    private const ulong WindowSlices = 12;
    private const long TimeoutNs = 700_000_000;
    private const long SpacingNs = 2_500_000;
    private const long HeartbeatNs = 1_000_000_000;
    private const long TapeNs = 500_000_000_000;
    private readonly FaultWorld _world;
    private readonly long _startNs;
    private ulong _recorded;
    private ulong _published;
    private ulong _acknowledged;
    private int _life;
    private int _turn;
    private bool _isHurried;

    public SliceFeed(FaultWorld world, int place, SliceTape tape, SliceMarket market)
    {
        (_world, Place, Tape, Market, _startNs) = (world, place, tape, market, world.Queue.NowNs);
        Begin();
    }

    /// <summary>Its place in the network.</summary>
    public int Place { get; }

    /// <summary>What it plays.</summary>
    public SliceTape Tape { get; }

    private SliceMarket Market { get; }

    /// <summary>Dies, and comes back later.</summary>
    public void Restart(long forNs)
    {
        var life = ++_life;
        _world.Queue.After(forNs, () =>
        {
            if (life == _life) Begin();
        });
    }

    /// <summary>Plays the rest as fast as its market takes it.</summary>
    public void Hurry()
    {
        _isHurried = true;
        _life++;
        Begin();
    }

    /// <summary>The market has applied everything up to a slice.</summary>
    public void Acknowledge(ulong slice) => _acknowledged = Math.Max(_acknowledged, slice);

    /// <summary>A slice once more.</summary>
    /// <returns>Null when it was not published.</returns>
    public byte[]? Refill(ulong slice) => slice > 0 && slice <= _published ? Tape.Slices[(int)slice - 1] : null;

    private void Begin()
    {
        (_recorded, _published, _acknowledged) = (0, 0, 0);
        Record();
        Heartbeat(_life);
    }

    /// <summary>The inputs that may be recorded now: the order to play, then slices as their time comes and the market keeps up.</summary>
    private ulong LastToRecord()
    {
        var inputs = (ulong)Tape.Inputs.Length;
        var due = _isHurried ? inputs : 1 + (ulong)((Int128)(_world.Queue.NowNs - _startNs) * (long)inputs / TapeNs);
        return Math.Min(Math.Min(inputs, due), _acknowledged + WindowSlices + 1);
    }

    private void Record()
    {
        var (turn, life) = (++_turn, _life);
        if (_recorded == (ulong)Tape.Inputs.Length) return;
        var last = Math.Min(_recorded + AheadMax, LastToRecord());
        for (var input = _recorded + 1; input <= last; input++)
        {
            var number = input;
            _world.Queue.After(1 + (long)(input - _recorded) * SpacingNs, () => _world.Deliver(
                Place, FeedNode.Player, Tape.Node, number, Tape.Inputs[(int)number - 1], cursor => Recorded(cursor, last, turn, life)));
        }

        if (_world.Seams.PublishesUnrecorded) Publish(last);
        _world.Queue.After(TimeoutNs, () =>
        {
            if (turn == _turn && life == _life) Record();
        });
    }

    private void Recorded(ulong cursor, ulong last, int turn, int life)
    {
        if (life != _life) return;
        _recorded = Math.Max(_recorded, cursor);
        // What an earlier life has published, the market asks for.
        if (_published == 0 && cursor > last) _published = cursor - 1;
        Publish(_recorded);
        if (_recorded >= last && turn == _turn) Record();
    }

    private void Publish(ulong recorded)
    {
        for (; _published + 1 < recorded; _published++)
        {
            var slice = _published + 1;
            _world.Network.Send(Place, Market.Place, ProtocolStep.Delivering, () => Market.Take(this, slice, Tape.Slices[(int)slice - 1]));
        }
    }

    private void Heartbeat(int life) => _world.Queue.After(HeartbeatNs, () =>
    {
        if (life != _life) return;
        var last = _published;
        _world.Network.Send(Place, Market.Place, ProtocolStep.Delivering, () => Market.Hear(this, last));
        Heartbeat(life);
    });
}
