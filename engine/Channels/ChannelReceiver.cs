using System;
using System.Collections.Generic;

namespace Trading.Channels;

/// <summary>
/// The consumer's side of a numbered channel: puts in order what a lossy pipe brings, gives each block out once, and says
/// which one must be asked for again. It remembers nothing for good: what is applied for good is its owner's to say.
/// </summary>
/// <param name="heldMax">Blocks beyond the cursor that are held; later ones are dropped, and asked for again.</param>
/// <param name="applied">The last block of an epoch that is applied for good; 0 before the first.</param>
public sealed class ChannelReceiver(int heldMax, Func<ulong, ulong> applied)
{
    private readonly Dictionary<ulong, ReadOnlyMemory<byte>> _held = [];
    private ulong _gapAt;

    /// <summary>The epoch that is followed; 0 before the first block.</summary>
    public ulong Epoch { get; private set; }

    /// <summary>The last block that was given out.</summary>
    public ulong Cursor { get; private set; }

    /// <summary>The last block that is known to be published.</summary>
    public ulong LastSequence { get; private set; }

    /// <summary>Gaps found.</summary>
    public long Gaps { get; private set; }

    /// <summary>Blocks that were lost on the way and given again.</summary>
    public long Refilled { get; private set; }

    /// <summary>Blocks dropped because they came before, came too early, or from a source that was replaced.</summary>
    public long Dropped { get; private set; }

    /// <summary>The block to ask the source for: the next one, when it was published and is not here.</summary>
    public ulong? Missing => LastSequence > Cursor && !_held.ContainsKey(Cursor + 1) ? Cursor + 1 : null;

    /// <summary>Takes a block as it came.</summary>
    /// <param name="epoch">The source's epoch; a greater one replaces all that came before.</param>
    /// <param name="sequence">The block's sequence.</param>
    /// <param name="block">Nobody changes the bytes any more.</param>
    public void Offer(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block)
    {
        if (!TryHold(epoch, sequence, block)) Dropped++;
    }

    /// <summary>Takes a block that was asked for.</summary>
    public void Refill(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block)
    {
        if (epoch == Epoch && TryHold(epoch, sequence, block)) Refilled++;
    }

    /// <summary>Takes a heartbeat, which names the last published block and carries nothing.</summary>
    public void Announce(ulong epoch, ulong lastSequence)
    {
        if (TryFollow(epoch)) LastSequence = Math.Max(LastSequence, lastSequence);
    }

    /// <summary>Gives the next block out.</summary>
    /// <returns>False when it is not here: then <see cref="Missing"/> says whether it should be.</returns>
    public bool TryTake(out ReadOnlyMemory<byte> block)
    {
        if (_held.Remove(Cursor + 1, out block))
        {
            Cursor++;
            return true;
        }

        if (Missing is { } gap && gap != _gapAt)
        {
            _gapAt = gap;
            Gaps++;
        }

        return false;
    }

    /// <summary>Goes back to what is applied for good: what was given out beyond it was not.</summary>
    public void Rewind() => Cursor = applied(Epoch);

    private bool TryHold(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block)
    {
        if (!TryFollow(epoch)) return false;
        LastSequence = Math.Max(LastSequence, sequence);
        return sequence > Cursor && sequence - Cursor <= (ulong)heldMax && _held.TryAdd(sequence, block);
    }

    private bool TryFollow(ulong epoch)
    {
        if (epoch <= Epoch) return epoch == Epoch;
        _held.Clear();
        Epoch = epoch;
        Cursor = LastSequence = applied(epoch);
        _gapAt = 0;
        return true;
    }
}
