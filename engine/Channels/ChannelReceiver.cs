namespace Trading.Channels;

/// <summary>What a consumer does with a block that came.</summary>
public enum ChannelStep : byte
{
    /// <summary>It is the next one: apply it.</summary>
    Apply = 1,

    /// <summary>It came before: drop it.</summary>
    Duplicate = 2,

    /// <summary>Blocks before it are missing: get them again from the source, then offer it once more.</summary>
    Gap = 3,

    /// <summary>The source has started anew: forget its data, then offer the block once more.</summary>
    Restart = 4,

    /// <summary>It is from a source that was replaced: drop it.</summary>
    Stale = 5,
}

/// <summary>
/// The consumer's side of a numbered channel: applies each block once and in order, whatever the pipe does.
/// </summary>
public sealed class ChannelReceiver
{
    /// <summary>The epoch that is followed; 0 before the first block.</summary>
    public ulong Epoch { get; private set; }

    /// <summary>The last applied sequence.</summary>
    public ulong Cursor { get; private set; }

    /// <summary>Gaps found.</summary>
    public long Gaps { get; private set; }

    /// <summary>Blocks dropped because they came before, or from a replaced source.</summary>
    public long Dropped { get; private set; }

    /// <summary>Judges a block; only <see cref="ChannelStep.Apply"/> moves the cursor.</summary>
    /// <param name="epoch">The source's epoch.</param>
    /// <param name="sequence">The block's sequence.</param>
    public ChannelStep Offer(ulong epoch, ulong sequence)
    {
        if (epoch < Epoch) return Drop(ChannelStep.Stale);
        if (epoch > Epoch) return Restart(epoch);
        if (sequence <= Cursor) return Drop(ChannelStep.Duplicate);
        if (sequence > Cursor + 1) return Missing();
        Cursor = sequence;
        return ChannelStep.Apply;
    }

    /// <summary>Forgets what was applied: the source's blocks are needed again from the first on.</summary>
    public void Rewind() => Cursor = 0;

    /// <summary>Judges a heartbeat, which names the last published sequence and carries nothing.</summary>
    /// <returns>Gap when blocks are missing, Restart for a new epoch, otherwise Duplicate: nothing is to be
    /// applied.</returns>
    public ChannelStep Heartbeat(ulong epoch, ulong lastSequence)
    {
        if (epoch < Epoch) return ChannelStep.Stale;
        if (epoch > Epoch) return Restart(epoch);
        return lastSequence > Cursor ? Missing() : ChannelStep.Duplicate;
    }

    private ChannelStep Restart(ulong epoch)
    {
        (Epoch, Cursor) = (epoch, 0);
        return ChannelStep.Restart;
    }

    private ChannelStep Missing()
    {
        Gaps++;
        return ChannelStep.Gap;
    }

    private ChannelStep Drop(ChannelStep step)
    {
        Dropped++;
        return step;
    }
}
