using System;
using System.Collections.Generic;
using Trading.Journal;
using Trading.Model;

namespace Trading.Durable;

/// <summary>
/// Outputs to other nodes, numbered per target, kept until the target's committed cursor covers them. What a target has
/// covered is noted at once and becomes state with the next block, so that replay rebuilds the same outbox.
/// </summary>
internal sealed class Outbox
{
    private readonly SortedDictionary<string, Channel> _channels = new(StringComparer.Ordinal);

    /// <summary>Outputs that no known cursor covers.</summary>
    public int Count { get; private set; }

    public void Add(string target, byte[] payload, ulong block)
    {
        if (!_channels.TryGetValue(target, out var channel)) _channels.Add(target, channel = new Channel());
        channel.Items.Enqueue(new Item(++channel.LastSequence, payload, block));
        channel.LastBlock = block;
        Count++;
    }

    /// <summary>
    /// Remembers a target's cursor until a block can carry it. A cursor beyond what was sent is not believed.
    /// </summary>
    public void Note(string target, ulong cursor)
    {
        if (!_channels.TryGetValue(target, out var channel)) return;
        MoveNoted(channel, Math.Min(cursor, channel.Sent));
    }

    /// <summary>Moves noted cursors into state, and each into the block as a record.</summary>
    public void RecordNoted(BlockBuilder block, long timeNs)
    {
        // Walking a sorted dictionary allocates, and most nodes send nothing.
        if (_channels.Count == 0) return;
        foreach (var (target, channel) in _channels)
        {
            if (channel.Noted <= channel.Covered) continue;
            block.Add(RecordKind.Covered, target, channel.Noted, timeNs, default);
            Cover(channel, channel.Noted);
        }
    }

    /// <summary>Applies a recorded cursor in replay.</summary>
    /// <returns>False when no such outputs were made.</returns>
    public bool TryCover(string target, ulong cursor)
    {
        if (!_channels.TryGetValue(target, out var channel)) return false;
        if (cursor <= channel.Covered || cursor > channel.LastSequence) return false;
        Cover(channel, cursor);
        return true;
    }

    /// <summary>Sends what one committed block brought about.</summary>
    public void SendBlock(ulong block, IDurableEffects effects)
    {
        if (_channels.Count == 0) return;
        foreach (var (target, channel) in _channels)
        {
            if (channel.LastBlock != block) continue;
            channel.Sent = channel.LastSequence;
            Send(target, channel, block, effects);
        }
    }

    /// <summary>After recovery: all that the blocks hold is committed and may have been lost on the way.</summary>
    public void SendRecovered(IDurableEffects effects)
    {
        foreach (var (target, channel) in _channels)
        {
            channel.Sent = channel.LastSequence;
            Send(target, channel, 0, effects);
        }
    }

    /// <summary>Sends again what was sent to a target and is not covered.</summary>
    public void Resend(string target, IDurableEffects effects)
    {
        if (_channels.TryGetValue(target, out var channel)) Send(target, channel, 0, effects);
    }

    public void AddTo(StateHasher hasher)
    {
        hasher.Add((long)_channels.Count);
        foreach (var (target, channel) in _channels)
        {
            hasher.Add(target).Add(channel.LastSequence).Add(channel.Covered);
            foreach (var item in channel.Items) hasher.Add((long)item.Payload.Length).Add(item.Payload);
        }
    }

    public void Save(StateWriter writer)
    {
        writer.Write(_channels.Count);
        foreach (var (target, channel) in _channels)
        {
            writer.Write(target);
            writer.Write(channel.LastSequence);
            writer.Write(channel.Covered);
            writer.Write(channel.Items.Count);
            foreach (var item in channel.Items) writer.WriteBlock(item.Payload);
        }
    }

    /// <summary>Takes over what was saved; the reader knows when it is not that.</summary>
    public void Load(ref StateReader reader)
    {
        for (var left = reader.ReadCount(24); left > 0; left--)
        {
            var target = reader.ReadString();
            var channel = new Channel { LastSequence = reader.ReadUInt64(), Covered = reader.ReadUInt64() };
            channel.Noted = channel.Covered;
            var sequence = channel.Covered;
            for (var items = reader.ReadCount(4); items > 0; items--)
            {
                channel.Items.Enqueue(new Item(unchecked(++sequence), reader.ReadBlock().ToArray(), 0));
            }

            if (sequence != channel.LastSequence) reader.Fail();
            Count += channel.Items.Count;
            _channels[target] = channel;
        }
    }

    private static void Send(string target, Channel channel, ulong firstBlock, IDurableEffects effects)
    {
        foreach (var item in channel.Items)
        {
            if (item.Sequence <= channel.Noted || item.Block < firstBlock || item.Sequence > channel.Sent) continue;
            effects.Send(target, item.Sequence, item.Payload);
        }
    }

    private void Cover(Channel channel, ulong cursor)
    {
        while (channel.Items.TryPeek(out var item) && item.Sequence <= cursor) channel.Items.Dequeue();
        channel.Covered = cursor;
        MoveNoted(channel, cursor);
    }

    private void MoveNoted(Channel channel, ulong cursor)
    {
        if (cursor <= channel.Noted) return;
        Count -= (int)(cursor - channel.Noted);
        channel.Noted = cursor;
    }

    private readonly record struct Item(ulong Sequence, byte[] Payload, ulong Block);

    private sealed class Channel
    {
        public Queue<Item> Items { get; } = new();

        public ulong LastSequence { get; set; }

        /// <summary>The block of the newest output.</summary>
        public ulong LastBlock { get; set; }

        /// <summary>The newest output that is committed, and so may have left.</summary>
        public ulong Sent { get; set; }

        /// <summary>The cursor that is state.</summary>
        public ulong Covered { get; set; }

        /// <summary>The newest cursor heard of, not below <see cref="Covered"/>.</summary>
        public ulong Noted { get; set; }
    }
}
