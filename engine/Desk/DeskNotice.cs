using System;
using System.Runtime.InteropServices;
using Trading.Orders;

namespace Trading.Desk;

/// <summary>What a notice tells.</summary>
public enum NoticeKind : byte
{
    /// <summary>Our own rules denied an intent.</summary>
    Denied = 1,

    /// <summary>A strategy threw and is halted.</summary>
    Fault = 2,

    /// <summary>A strategy has stopped: its markets have ended, or an operator asked for it.</summary>
    Stopped = 3,

    /// <summary>A report or a command did not fit what was known: the code says how.</summary>
    Misfit = 4,

    /// <summary>A strategy's trading state changed: the code is the rule, 0 for a resumption; the value is the state.</summary>
    TradingState = 5,

    /// <summary>An operator's command came: the code is its <see cref="CommandCode"/>, the value its id, the limit its kind.</summary>
    Operator = 6,

    /// <summary>The account refused an order: the code is the reason that its strategy is told, the numbers
    /// are what the rule compared.</summary>
    Refused = 7,

    /// <summary>A lease ran out, or its loss is used up: the code is its <see cref="LeaseNotice"/>, the value what is in use, the
    /// limit what was granted.</summary>
    Lease = 8,

    /// <summary>Funding of an open position could not be booked: the code is the portfolio's, such as no known mark price; the value
    /// is the rate in parts per billion, the limit the funding time.</summary>
    Funding = 9,
}

/// <summary>One line of the desk's timeline: 80 bytes, little-endian, fields in declaration order.</summary>
[StructLayout(LayoutKind.Sequential, Size = SizeBytes)]
public struct DeskNotice
{
    /// <summary>The size of the layout.</summary>
    public const int SizeBytes = 80;

    /// <summary>What a rule compared.</summary>
    public Int128 Value;

    /// <summary>What the rule allows.</summary>
    public Int128 Limit;

    /// <summary>When, UNIX nanoseconds.</summary>
    public long TimeNs;

    /// <summary>The order, where it is about one.</summary>
    public ClientOrderId ClientOrderId;

    /// <summary>The strategy's number.</summary>
    public int Strategy;

    /// <summary>The instrument's index; −1 for none.</summary>
    public int Instrument;

    /// <summary>The number of the rule, of the callback that threw, or of the code.</summary>
    public int Code;

    /// <summary>What it tells.</summary>
    public NoticeKind Kind;

    // Named so that a copy carries them: the bytes of equal notices are equal.
    private readonly byte _reserved1;
    private readonly ushort _reserved2;
    private readonly ulong _reserved3;
    private readonly ulong _reserved4;
}
