using System;
using System.Buffers;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Trading.Model;
using Trading.Numerics;
using Trading.Tape;

namespace Trading.Desk;

/// <summary>
/// A participant of a desk as a pure state machine: it handles market events and messages one by one, in the order of
/// (effective time, source's rank, count), and what it sends takes effect some time later. Its state, its outputs and their
/// stamps depend on that order alone, so it does not matter who drives it, where, or in which portions.
/// </summary>
public abstract class DeskNode
{
    private readonly List<FollowedMarket> _markets = [];
    private readonly List<OutChannel> _channels = [];
    private readonly MessageQueue _inbox = new();
    private List<DeskMessage> _outbox = [];
    private long _timers;
    private long _marketEvents;

    /// <summary>A node that is connected to nothing.</summary>
    /// <param name="rank">Its place in the order of all sources; markets come before nodes.</param>
    /// <param name="name">Its name in the desk session.</param>
    protected DeskNode(int rank, string name) => (Rank, Name) = (rank, name);

    /// <summary>Its place in the order of all sources.</summary>
    public int Rank { get; }

    /// <summary>Its name in the desk session, such as <c>strategy/mm-btc-1</c>.</summary>
    public string Name { get; }

    /// <summary>The time of the input in hand, or of the last one: UNIX nanoseconds.</summary>
    public long NowNs { get; private set; }

    /// <summary>The running hash over all messages handled and sent: what the desk's trace hash is made of.</summary>
    public UInt128 Chain { get; private set; }

    /// <summary>Sees every step; null where nobody watches. Not part of the saved state.</summary>
    public IStepAudit? Audit { get; set; }

    /// <summary>Market events handled.</summary>
    public long MarketEvents => _marketEvents;

    /// <summary>When its next input takes effect, as far as is known: UNIX nanoseconds, or the end of time.</summary>
    public long NextNs
    {
        get
        {
            var next = NextMessageNs;
            foreach (var market in _markets) next = Math.Min(next, market.NextNs);
            return next;
        }
    }

    /// <summary>
    /// Unless it is told something new, it sends nothing in a turn before this time: UNIX nanoseconds, or the end of time. A
    /// node that knows that its next inputs change nothing for others promises more than its next input, and others may go
    /// further ahead.
    /// </summary>
    public virtual long NextSendNs => NextNs;

    /// <summary>True when nothing but an operator's command makes it send: nobody waits for it then.</summary>
    internal virtual bool SpeaksOnlyOnCommand => false;

    /// <summary>Its ways to other nodes: the target's rank and the least delay in nanoseconds.</summary>
    internal IEnumerable<(int Target, long MinDelayNs)> Ways
    {
        get
        {
            foreach (var channel in _channels) yield return (channel.Target, channel.MinDelayNs);
        }
    }

    /// <summary>The next message, a timer of its own included: UNIX nanoseconds, or the end of time.</summary>
    protected long NextMessageNs => _inbox.Count > 0 ? _inbox.Next.TimeNs : long.MaxValue;

    /// <summary>When the first of its markets ends, as far as is known: UNIX nanoseconds, or the end of time.</summary>
    protected long NextMarketEndNs
    {
        get
        {
            var next = long.MaxValue;
            foreach (var market in _markets) next = Math.Min(next, market.EndNs);
            return next;
        }
    }

    /// <summary>Whether it follows any market.</summary>
    internal bool FollowsMarkets => _markets.Count > 0;

    /// <summary>True when nothing waits and every market that it follows has ended.</summary>
    public bool IsIdle
    {
        get
        {
            foreach (var market in _markets)
            {
                if (!market.IsEnded) return false;
            }

            return _inbox.Count == 0;
        }
    }

    /// <summary>Opens the way to another node.</summary>
    /// <exception cref="ArgumentException">The target is this node: its timers count on the way to itself, so a second count
    /// there would make two messages equal in the order of inputs.</exception>
    public void Connect(DeskNode target, DelaySampler delay)
    {
        if (target == this) throw new ArgumentException("a node wakes itself by timers", nameof(target));
        _channels.Add(new OutChannel(Rank, target.Rank, delay));
    }

    /// <summary>Follows a market; at equal times in the order of instruments, before all messages.</summary>
    /// <param name="instrument">The instrument's index; higher than those followed so far.</param>
    /// <param name="stream">Its events.</param>
    /// <param name="follower">Which of the stream's followers this node is.</param>
    /// <param name="delay">How long after an event this node sees it; null for at once.</param>
    public void Follow(int instrument, MarketStream stream, int follower, DelaySampler? delay) =>
        _markets.Add(new FollowedMarket(instrument, stream, stream.Cursor(follower), delay));

    /// <summary>Whether it follows an instrument's market.</summary>
    internal bool Follows(int instrument) => _markets.Exists(market => market.Instrument == instrument);

    /// <summary>Takes a message for later.</summary>
    public void Deliver(in DeskMessage message) => _inbox.Add(message);

    /// <summary>Handles every input that takes effect before a time.</summary>
    /// <param name="endNs">UNIX nanoseconds; inputs at that time are left for the next call.</param>
    /// <param name="answerNs">How soon an answer to what it sends can come, in nanoseconds: once it has sent something, inputs
    /// from then on are left for the next call.</param>
    /// <param name="outbox">Takes what it sends; nothing takes effect before the channel's delay has passed.</param>
    public void RunUntil(long endNs, long answerNs, List<DeskMessage> outbox)
    {
        _outbox = outbox;
        var sent = outbox.Count;
        while (true)
        {
            var market = NextMarket(out var timeNs);
            if (_inbox.Count > 0 && _inbox.Next.TimeNs < timeNs) (market, timeNs) = (null, _inbox.Next.TimeNs);
            if (timeNs >= endNs) return;
            NowNs = timeNs;
            if (market is null) HandleMessage();
            else HandleMarket(market);
            if (market is null || outbox.Count > sent) Audit?.After(CollectionsMarshal.AsSpan(outbox)[sent..]);
            if (outbox.Count == sent) continue;
            sent = outbox.Count;
            endNs = Math.Min(endNs, RoundPaths.Sum(timeNs, answerNs));
        }
    }

    /// <summary>Writes the whole state in a canonical layout.</summary>
    public void Save(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        writer.Write(NowNs);
        writer.Write(Chain);
        writer.Write(_timers);
        writer.Write(_marketEvents);
        _inbox.Save(writer);
        foreach (var market in _markets) market.Save(writer);
        foreach (var channel in _channels) channel.Save(writer);
        SaveState(destination);
    }

    /// <summary>Replaces the state of a node that is connected as the saved one was; the reader knows when it is damaged.</summary>
    public void Load(ref StateReader reader)
    {
        NowNs = reader.ReadInt64();
        Chain = reader.ReadUInt128();
        _timers = reader.ReadInt64();
        _marketEvents = reader.ReadInt64();
        _inbox.Load(ref reader);
        foreach (var market in _markets) market.Load(ref reader);
        foreach (var channel in _channels) channel.Load(ref reader);
        LoadState(ref reader);
    }

    /// <summary>Writes what people want to know of it; nothing where there is nothing to tell. It changes nothing.</summary>
    public virtual void WriteStatus(IBufferWriter<byte> destination)
    {
    }

    /// <summary>The hash of the whole state.</summary>
    public UInt128 StateHash()
    {
        var state = new HashWriter();
        Save(state);
        return state.Current;
    }

    /// <summary>A market event takes effect.</summary>
    /// <param name="instrument">The instrument's index.</param>
    /// <param name="e">The event.</param>
    /// <param name="levels">Its levels.</param>
    protected virtual void OnMarket(int instrument, in TapeEvent e, ReadOnlySpan<PriceLevel> levels)
    {
    }

    /// <summary>A market has ended: nothing more will come of it.</summary>
    protected virtual void OnMarketEnd(int instrument)
    {
    }

    /// <summary>A message takes effect.</summary>
    protected abstract void OnMessage(in DeskMessage message);

    /// <summary>Writes what the node itself remembers.</summary>
    protected abstract void SaveState(IBufferWriter<byte> destination);

    /// <summary>Reads what the node itself remembers.</summary>
    protected abstract void LoadState(ref StateReader reader);

    /// <summary>Sends a message to a node that this one is connected to.</summary>
    protected void Send<T>(int target, MessageKind kind, in T body)
        where T : unmanaged
    {
        foreach (var channel in _channels)
        {
            if (channel.Target != target) continue;
            var message = channel.Stamp(NowNs, kind, MessagePayload.Of(body));
            Link(message);
            _outbox.Add(message);
            return;
        }

        throw new InvalidOperationException($"node {Name} has no way to the node of rank {target}");
    }

    /// <summary>Wakes the node itself.</summary>
    /// <param name="id">The node's own number for it.</param>
    /// <param name="timeNs">When, UNIX nanoseconds; a time that is not later than now means the next nanosecond.</param>
    protected void SetTimer(ulong id, long timeNs)
    {
        var message = new DeskMessage
        {
            TimeNs = Math.Max(NowNs + 1, timeNs),
            Sequence = ++_timers,
            Source = Rank,
            Target = Rank,
            Kind = MessageKind.Timer,
            Payload = MessagePayload.Of(id),
        };
        _inbox.Add(message);
    }

    /// <summary>The market whose next event comes first; at equal times the first of them.</summary>
    private FollowedMarket? NextMarket(out long timeNs)
    {
        (FollowedMarket? next, timeNs) = (null, long.MaxValue);
        foreach (var market in _markets)
        {
            if (market.NextNs < timeNs) (next, timeNs) = (market, market.NextNs);
        }

        return next;
    }

    private void HandleMarket(FollowedMarket market)
    {
        if (market.Cursor.HasEvent)
        {
            _marketEvents++;
            OnMarket(market.Instrument, market.Cursor.Event, market.Cursor.Levels);
        }
        else
        {
            OnMarketEnd(market.Instrument);
        }

        market.Advance();
    }

    private void HandleMessage()
    {
        _inbox.Take(out var message);
        Audit?.Before(message);
        Link(message);
        OnMessage(message);
    }

    /// <summary>Takes a message into the chain, and how far the markets had been followed then.</summary>
    private void Link(in DeskMessage message)
    {
        Chain = StateHasher.Chain(Chain ^ (ulong)_marketEvents, DeskMessage.BytesOf(message));
    }
}
