using System;
using System.Collections.Generic;
using Trading.Model;
using Trading.Tape;

namespace Trading.Desk;

/// <summary>
/// Passes one market on to the nodes of desks that follow it: cuts the tape into blocks, keeps those that a follower may still
/// need, and says which block goes to whom next. A follower gets blocks as far as its credit goes.
/// </summary>
public sealed class MarketRelay
{
    private readonly SortedDictionary<string, Follower> _followers = new(StringComparer.Ordinal);
    private readonly List<byte[]> _held = [];
    private MarketBlockWriter? _writer;
    private ulong _first = 1;

    /// <summary>Bytes of the blocks that are kept.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>True once every follower has the whole tape: nobody needs anything any more.</summary>
    public bool IsTaken
    {
        get
        {
            if (_writer is not { IsComplete: true } writer || _followers.Count == 0) return false;
            foreach (var (_, follower) in _followers)
            {
                if (follower.Cursor < (ulong)writer.Count) return false;
            }

            return true;
        }
    }

    /// <summary>A follower tells where it stands.</summary>
    /// <param name="name">The follower.</param>
    /// <param name="cursor">The last block that it has for good.</param>
    /// <param name="credit">Blocks beyond it that it takes.</param>
    /// <param name="isBehind">True when blocks that were sent did not come.</param>
    /// <returns>False when it needs blocks that are not kept any more: the tape is needed from its beginning.</returns>
    public bool Follow(string name, ulong cursor, int credit, bool isBehind)
    {
        if (!_followers.TryGetValue(name, out var follower)) _followers.Add(name, follower = new Follower());
        follower.Cursor = cursor;
        follower.Limit = cursor + (ulong)Math.Max(0, credit);
        follower.Sent = isBehind ? cursor : Math.Max(follower.Sent, cursor);
        if (cursor + 1 < _first) return false;
        Trim();
        return true;
    }

    /// <summary>The next block that may go out.</summary>
    /// <param name="name">The follower that it goes to.</param>
    /// <param name="sequence">Its sequence.</param>
    /// <param name="block">Its bytes.</param>
    /// <returns>False when everybody has what there is, or what his credit allows.</returns>
    public bool TryNext(out string name, out ulong sequence, out byte[] block)
    {
        foreach (var (key, follower) in _followers)
        {
            var next = follower.Sent + 1;
            if (next > follower.Limit || next < _first || next >= _first + (ulong)_held.Count) continue;
            follower.Sent = next;
            (name, sequence, block) = (key, next, _held[(int)(next - _first)]);
            return true;
        }

        (name, sequence, block) = ("", 0, []);
        return false;
    }

    /// <summary>The tape begins, for the first time or once more.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="instrument">The instrument by its index there.</param>
    public void Begin(TapeHeader header, int instrument)
    {
        _writer = new MarketBlockWriter(header, instrument);
        _held.Clear();
        (_first, HeldBytes) = (1, 0);
        foreach (var (_, follower) in _followers) follower.Sent = follower.Cursor;
    }

    /// <summary>The next event, of whatever instrument.</summary>
    public void Add(in TapeEvent e, ReadOnlySpan<PriceLevel> levels)
    {
        if (_writer?.Add(e, levels) is { } block) Keep(block);
    }

    /// <summary>The tape has ended, and its hash was right.</summary>
    public void Complete()
    {
        if (_writer is { IsComplete: false } writer) Keep(writer.Complete());
    }

    private void Keep(byte[] block)
    {
        _held.Add(block);
        HeldBytes += block.Length;
        Trim();
    }

    /// <summary>Lets go of what everybody has.</summary>
    private void Trim()
    {
        var needed = ulong.MaxValue;
        foreach (var (_, follower) in _followers) needed = Math.Min(needed, follower.Cursor);
        var gone = 0;
        for (; _first <= needed && gone < _held.Count; _first++) HeldBytes -= _held[gone++].Length;
        _held.RemoveRange(0, gone);
    }

    private sealed class Follower
    {
        public ulong Cursor { get; set; }

        public ulong Limit { get; set; }

        public ulong Sent { get; set; }
    }
}
