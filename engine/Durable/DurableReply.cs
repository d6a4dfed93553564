using System;

namespace Trading.Durable;

/// <summary>How an input was answered. The numbers are stable.</summary>
public enum ReplyStatus : byte
{
    /// <summary>The call is committed and this is its recorded answer; or a read shows committed state.</summary>
    Answered = 1,

    /// <summary>
    /// The answer was evicted from the record, or the call is older than all that is recorded: it is not carried out.
    /// </summary>
    TooOld = 2,

    /// <summary>The same client and sequence came before with other bytes; the recorded call stands.</summary>
    PayloadConflict = 3,

    /// <summary>Too much is waiting; nothing was done, repeat later with the same id.</summary>
    Overloaded = 4,

    /// <summary>The payload exceeds the limit; nothing was done.</summary>
    TooLarge = 5,

    /// <summary>The bytes, the name or the sequence are not well formed; nothing was done.</summary>
    Malformed = 6,

    /// <summary>
    /// This activation ended or has not begun. The outcome is unknown: repeat with the same id and learn it.
    /// </summary>
    Unavailable = 7,

    /// <summary>The node remembers as many clients as it may; nothing was done.</summary>
    TooManyClients = 8,

    /// <summary>The delivery is committed, now or earlier, and the cursor covers it.</summary>
    Delivered = 9,

    /// <summary>Deliveries before this one are missing; send again from the one after the cursor.</summary>
    Gap = 10,

    /// <summary>
    /// The journal cannot be written, but the call only takes risk away: it is in the emergency log, and will be carried
    /// out before anything else once the journal is back. Repeat with the same id to learn its answer.
    /// </summary>
    Emergency = 11,

    /// <summary>The journal does not verify: an operator must act before this node goes on. Nothing was done.</summary>
    CorruptData = 12,

    /// <summary>The journal cannot be reached or written now; nothing was done.</summary>
    StoreUnavailable = 13,

    /// <summary>
    /// An invariant does not hold of this node: it is halted until an operator acts. Nothing was done.
    /// </summary>
    InvariantBroken = 14,
}

/// <summary>An answer to one input.</summary>
/// <param name="Status">How it went.</param>
/// <param name="Cursor">For a delivery the channel's committed cursor; otherwise 0.</param>
/// <param name="Payload">The answer's bytes; empty unless Answered. Nobody changes them.</param>
public readonly record struct DurableReply(ReplyStatus Status, ulong Cursor, ReadOnlyMemory<byte> Payload);
