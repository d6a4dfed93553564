using Orleans;
using Trading.Channels;

namespace Trading.GrainInterfaces;

/// <summary>What a feed is asked to play.</summary>
/// <param name="Tape">The tape's name in the silo's data directory, for example <c>btcusdt.rpl.gz</c>.</param>
/// <param name="Market">The market that takes the feed, for example <c>BTC-USDT</c>.</param>
/// <param name="Sha256">The SHA-256 of the tape's file in hexadecimal text; empty for whatever is there.</param>
[GenerateSerializer, Immutable, Alias("trading.FeedPlay")]
public sealed record FeedPlay(
    [property: Id(0)] string Tape, [property: Id(1)] string Market, [property: Id(2)] string Sha256 = "");

/// <summary>How a feed took an order to play.</summary>
public enum FeedPlayStatus : byte
{
    /// <summary>It plays, or has played, this tape.</summary>
    Playing = 1,

    /// <summary>It plays another tape, which has not ended.</summary>
    Busy = 2,

    /// <summary>The silo has no tape of this name, or cannot read it.</summary>
    UnknownTape = 3,

    /// <summary>The tape's or the market's name is not well formed.</summary>
    BadName = 4,

    /// <summary>The journal cannot be reached now: nothing was recorded, or it is not known. Try again later.</summary>
    StoreUnavailable = 5,

    /// <summary>The silo's tape of this name is another one: its hash differs.</summary>
    OtherTape = 6,
}

/// <summary>How far a feed is.</summary>
/// <param name="Epoch">The feed's play: counts the tapes that it was asked to play; 0 before the first.</param>
/// <param name="Published">Blocks recorded and published; the tape's end is the last one.</param>
/// <param name="Acknowledged">Blocks that the market has committed.</param>
/// <param name="IsEnded">True when the tape was published to its end.</param>
/// <param name="Refills">Blocks given again.</param>
/// <param name="Error">Why playing stopped early, or cannot go on for now; empty when it did, or can.</param>
[GenerateSerializer, Immutable, Alias("trading.FeedProgress")]
public sealed record FeedProgress(
    [property: Id(0)] ulong Epoch,
    [property: Id(1)] ulong Published,
    [property: Id(2)] ulong Acknowledged,
    [property: Id(3)] bool IsEnded,
    [property: Id(4)] long Refills,
    [property: Id(5)] string Error);

/// <summary>
/// One item of a market-data stream: a slice of a tape's bytes, numbered by the feed. Without bytes it is a
/// heartbeat: the sequence is the last one published, so that a consumer sees what it misses. With the tape's end it is the
/// last block itself.
/// </summary>
/// <param name="Source">The feed's instrument, for example <c>binance-spot:BTCUSDT</c>.</param>
/// <param name="Epoch">The feed's play; a later one replaces all that came before.</param>
/// <param name="Sequence">1, 2, 3 … in the play, whichever activation publishes it.</param>
/// <param name="IsEnded">In a heartbeat: nothing comes after this sequence.</param>
/// <param name="Bytes">The slice; never changed.</param>
/// <param name="Trace">The publisher's span, as W3C writes it; null where none is taken.</param>
[GenerateSerializer, Immutable, Alias("trading.FeedBlock")]
public sealed record FeedBlock(
    [property: Id(0)] string Source,
    [property: Id(1)] ulong Epoch,
    [property: Id(2)] ulong Sequence,
    [property: Id(3)] bool IsEnded,
    [property: Id(4)] byte[] Bytes,
    [property: Id(5)] string? Trace = null)
{
    /// <summary>True for an item that carries nothing.</summary>
    public bool IsHeartbeat => Bytes.Length == 0;
}

/// <summary>A block once more, or why not.</summary>
/// <param name="Error">Why there is none; null when there is one.</param>
/// <param name="Bytes">The block's bytes; never changed.</param>
[GenerateSerializer, Immutable, Alias("trading.FeedRefill")]
public sealed record FeedRefill([property: Id(0)] RefillError? Error, [property: Id(1)] byte[] Bytes);
