using System;
using System.Collections.Generic;

namespace Trading.Channels;

/// <summary>Why a block is not given again.</summary>
public enum RefillError : byte
{
    /// <summary>The sender has started anew since; ask under its present epoch.</summary>
    OtherEpoch = 1,

    /// <summary>The block was never published.</summary>
    NotPublished = 2,

    /// <summary>The block is not retained any more: whoever publishes must read it from where it came.</summary>
    Evicted = 3,
}

/// <summary>
/// The source's side of a numbered channel over a lossy pipe: blocks get sequences 1, 2, 3 … under an epoch, stay
/// retained for refills, and wait when the slowest consumer is a window behind.
/// </summary>
/// <param name="epoch">The source's epoch: greater than that of any earlier sender of the same name.</param>
/// <param name="windowBlocks">Blocks that may be out without a consumer's acknowledgement; at least 1.</param>
/// <param name="retainedBytesMax">Bytes kept for refills; the oldest blocks go first.</param>
public sealed class ChannelSender(ulong epoch, int windowBlocks, long retainedBytesMax)
{
    private readonly SortedDictionary<string, ulong> _cursors = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, ReadOnlyMemory<byte>> _retained = [];
    private ulong _oldest = 1;
    private long _retainedBytes;

    /// <summary>The source's epoch.</summary>
    public ulong Epoch => epoch;

    /// <summary>The last published sequence; 0 before the first.</summary>
    public ulong LastSequence { get; private set; }

    /// <summary>True once nothing more will be published.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>The lowest acknowledged sequence of all consumers; what is published when there are none.</summary>
    public ulong AcknowledgedSequence
    {
        get
        {
            var lowest = LastSequence;
            foreach (var (_, cursor) in _cursors) lowest = Math.Min(lowest, cursor);
            return lowest;
        }
    }

    /// <summary>True when one more block may go out.</summary>
    public bool HasRoom => LastSequence - AcknowledgedSequence < (ulong)windowBlocks;

    /// <summary>Blocks up to a sequence are published already, by an earlier sender of the epoch; they are not retained here.</summary>
    public void Resume(ulong lastSequence) => LastSequence = Math.Max(LastSequence, lastSequence);

    /// <summary>A consumer whose acknowledgements count from now on.</summary>
    public void AddConsumer(string name)
    {
        if (!_cursors.ContainsKey(name)) _cursors.Add(name, 0);
    }

    /// <summary>Numbers a block and retains it.</summary>
    /// <param name="block">Nobody changes the bytes any more.</param>
    /// <returns>Its sequence.</returns>
    public ulong Publish(ReadOnlyMemory<byte> block)
    {
        _retained.Add(++LastSequence, block);
        _retainedBytes += block.Length;
        while (_retainedBytes > retainedBytesMax && _oldest < LastSequence)
        {
            if (_retained.Remove(_oldest++, out var evicted)) _retainedBytes -= evicted.Length;
        }

        return LastSequence;
    }

    /// <summary>Nothing more will be published.</summary>
    public void End() => IsEnded = true;

    /// <summary>
    /// A consumer has applied everything up to a sequence. One that is unknown, or claims too much, is ignored.
    /// </summary>
    public void Acknowledge(string consumer, ulong acknowledgedEpoch, ulong sequence)
    {
        if (acknowledgedEpoch != epoch || sequence > LastSequence) return;
        if (_cursors.TryGetValue(consumer, out var cursor) && sequence > cursor) _cursors[consumer] = sequence;
    }

    /// <summary>A published block once more.</summary>
    /// <param name="asked">The epoch that the consumer follows.</param>
    /// <param name="sequence">The block's sequence.</param>
    /// <param name="block">The block, when the result is null.</param>
    /// <returns>Null, or why there is none.</returns>
    public RefillError? TryRefill(ulong asked, ulong sequence, out ReadOnlyMemory<byte> block)
    {
        block = default;
        if (asked != epoch) return RefillError.OtherEpoch;
        if (sequence == 0 || sequence > LastSequence) return RefillError.NotPublished;
        return _retained.TryGetValue(sequence, out block) ? null : RefillError.Evicted;
    }
}
