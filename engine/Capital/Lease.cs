using System.Runtime.InteropServices;
using Trading.Model;

namespace Trading.Capital;

/// <summary>
/// What a strategy may use of an account until a time: 64 bytes, little-endian, fields in declaration order. Past its time, or
/// its loss, only orders that reduce positions pass.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = SizeBytes)]
public struct Lease
{
    /// <summary>The size of the layout.</summary>
    public const int SizeBytes = 64;

    /// <summary>The most that positions and working orders may be worth, in the reporting asset.</summary>
    public Money Notional;

    /// <summary>The most that may be lost, in the reporting asset.</summary>
    public Money Loss;

    /// <summary>The lease's count for its strategy, from 1: a later one replaces an earlier one, never the other way round.</summary>
    public long Number;

    /// <summary>From then on it is expired, UNIX nanoseconds.</summary>
    public long ExpiresNs;

    /// <summary>The strategy's number, from 1.</summary>
    public int Strategy;

    /// <summary>New orders and replacements per second; a second's worth may come at once.</summary>
    public int OrdersPerSecond;

    // Named so that a copy carries it: the bytes of equal leases are equal.
    private readonly ulong _reserved;

    /// <summary>True from the expiry time on.</summary>
    public readonly bool IsExpired(long timeNs) => timeNs >= ExpiresNs;

    internal readonly void Save(StateWriter writer)
    {
        writer.Write(Notional);
        writer.Write(Loss);
        writer.Write(Number);
        writer.Write(ExpiresNs);
        writer.Write(Strategy);
        writer.Write(OrdersPerSecond);
    }

    internal static Lease Read(ref StateReader reader) => new()
    {
        Notional = reader.ReadMoney(),
        Loss = reader.ReadMoney(),
        Number = reader.ReadInt64(),
        ExpiresNs = reader.ReadInt64(),
        Strategy = reader.ReadInt32(),
        OrdersPerSecond = reader.ReadInt32(),
    };
}
