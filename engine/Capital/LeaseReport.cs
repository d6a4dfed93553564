using System.Runtime.InteropServices;
using Trading.Model;

namespace Trading.Capital;

/// <summary>What an account tells of a lease. The numbers stand in journals: they are stable and never reused.</summary>
public enum LeaseReportKind : byte
{
    /// <summary>What is in use now, told from time to time: an occasion to renew.</summary>
    Usage = 1,

    /// <summary>The account applies this lease: nothing of the ones before it can be used any more.</summary>
    Applied = 2,

    /// <summary>The lease is expired and every order that could add risk is closed: but for what is in use, it is given back.</summary>
    Released = 3,
}

/// <summary>
/// An account's word about a strategy's lease: 64 bytes, little-endian, fields in declaration order. Capital is granted again on
/// this word only, never because time has passed: an account that is not heard of may still trade under the old lease.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = SizeBytes)]
public struct LeaseReport
{
    /// <summary>The size of the layout.</summary>
    public const int SizeBytes = 64;

    /// <summary>What positions and working orders are worth, in the reporting asset.</summary>
    public Money InUse;

    /// <summary>What is lost, in the reporting asset; negative for a profit.</summary>
    public Money Loss;

    /// <summary>The number of the lease that the account applies.</summary>
    public long Number;

    /// <summary>When, UNIX nanoseconds.</summary>
    public long TimeNs;

    /// <summary>The strategy's number, from 1.</summary>
    public int Strategy;

    /// <summary>What is told.</summary>
    public LeaseReportKind Kind;

    private readonly byte _reserved1;
    private readonly ushort _reserved2;
    private readonly ulong _reserved3;
}
