using System.Runtime.InteropServices;
using Trading.Model;

namespace Trading.Desk;

/// <summary>What an account is worth: 64 bytes, little-endian, fields in declaration order.</summary>
[StructLayout(LayoutKind.Sequential, Size = SizeBytes)]
public struct EquityMessage
{
    /// <summary>The size of the layout.</summary>
    public const int SizeBytes = 64;

    /// <summary>Capital + realised + unrealised − fees + funding, in the reporting asset at the marks.</summary>
    public Money Equity;

    /// <summary>Σ |quantity| × mark of all positions, in the reporting asset.</summary>
    public Money GrossExposure;

    /// <summary>Σ quantity × mark of all positions, in the reporting asset.</summary>
    public Money NetExposure;

    /// <summary>When, UNIX nanoseconds.</summary>
    public long TimeNs;

    private readonly ulong _reserved;
}
