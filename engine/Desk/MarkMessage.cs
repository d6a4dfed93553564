using System.Runtime.InteropServices;

namespace Trading.Desk;

/// <summary>What an instrument is worth: 16 bytes, little-endian.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct MarkMessage
{
    /// <summary>In price units; 0 while it is unknown.</summary>
    public long Price;

    /// <summary>The instrument's index.</summary>
    public int Instrument;

    private readonly int _reserved;
}
