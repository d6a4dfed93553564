using System.Runtime.InteropServices;
using Trading.Model;

namespace Trading.Desk;

/// <summary>
/// A perpetual's funding at one funding time: 48 bytes, little-endian, fields in declaration order. The exchange tells the
/// account the terms, the account tells each strategy what it paid or got.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 48)]
internal struct FundingMessage
{
    /// <summary>What the strategy received; negative for what it paid. Zero on the way to the account.</summary>
    public Money Received;

    /// <summary>In price units; 0 while it is unknown.</summary>
    public long MarkPrice;

    /// <summary>FundingRate in parts per billion: positive when long positions pay.</summary>
    public long RatePpb;

    /// <summary>The funding time, UNIX nanoseconds.</summary>
    public long FundingTimeNs;

    /// <summary>The instrument's index.</summary>
    public int Instrument;

    private readonly int _reserved;
}
