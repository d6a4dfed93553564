using System.Runtime.InteropServices;
using Trading.Model;

namespace Trading.Venues;

/// <summary>What a venue's message says.</summary>
public enum VenueEventKind : byte
{
    /// <summary>A whole book.</summary>
    Snapshot = 1,

    /// <summary>Changed levels.</summary>
    Delta = 2,

    /// <summary>A public trade.</summary>
    Trade = 3,

    /// <summary>A book subscription stands; <see cref="VenueEvent.Depth"/> says how deep.</summary>
    Subscribed = 4,

    /// <summary>A perpetual's MarkPrice, FundingRate and next funding time, as far as the message tells them.</summary>
    Funding = 5,
}

/// <summary>One message of a venue in the engine's terms. Its levels lie in the frame that holds it.</summary>
[StructLayout(LayoutKind.Auto)]
public struct VenueEvent
{
    /// <summary>What it says.</summary>
    public VenueEventKind Kind;

    /// <summary>The aggressor's side of a trade.</summary>
    public Side Side;

    /// <summary>True when <see cref="Checksum"/> was sent.</summary>
    public bool HasChecksum;

    /// <summary>True for a trade that is the sum of fills of one taker order at one price.</summary>
    public bool IsAggregate;

    /// <summary>True when <see cref="FundingRatePpb"/> was sent.</summary>
    public bool HasFundingRate;

    /// <summary>Index of the symbol in the codec's symbols.</summary>
    public int Symbol;

    /// <summary>The depth of the channel, in levels a side; 0 when it has none or is not known.</summary>
    public int Depth;

    /// <summary>The venue's time, UNIX nanoseconds; 0 when it was not sent.</summary>
    public long TimeNs;

    /// <summary>The first update id of the message (Binance U); otherwise equal to <see cref="LastUpdateId"/>.</summary>
    public ulong FirstUpdateId;

    /// <summary>The (last) update id or sequence; 0 when the venue has none.</summary>
    public ulong LastUpdateId;

    /// <summary>The update id before, where the venue states it (Binance pu, OKX prevSeqId); otherwise 0.</summary>
    public ulong PreviousUpdateId;

    /// <summary>The venue's checksum of the book after the message.</summary>
    public uint Checksum;

    /// <summary>A trade's price, in price units; of a funding message the MarkPrice rounded half to even, 0 when it was not told.</summary>
    public long Price;

    /// <summary>A trade's quantity, in quantity units.</summary>
    public long Quantity;

    /// <summary>A trade's id; of a textual id its XxHash3 in 64 bits; 0 when the venue has none.</summary>
    public ulong TradeId;

    /// <summary>FundingRate in parts per billion, where <see cref="HasFundingRate"/> says so.</summary>
    public long FundingRatePpb;

    /// <summary>When the funding rate is paid, UNIX nanoseconds; 0 when it was not told.</summary>
    public long NextFundingTimeNs;

    internal int LevelStart;

    internal int LevelCount;
}
