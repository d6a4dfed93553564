using System.Runtime.InteropServices;

namespace Trading.Bench.MatchingAbi;

/// <summary>A new order as the benchmark hands it over.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal struct AbiNewOrder
{
    public ulong OrderId;
    public ulong SequenceNumber;
    public long PriceTicks;
    public uint Quantity;
    public byte Side;
    public byte Ioc;
}

/// <summary>A cancel as the benchmark hands it over.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct AbiCancel
{
    public ulong OrderId;
    public ulong SequenceNumber;
}

/// <summary>A modify as the benchmark hands it over: cancel and insert anew, with the new open quantity.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal struct AbiModify
{
    public ulong OrderId;
    public ulong SequenceNumber;
    public long NewPriceTicks;
    public uint NewQuantity;
    public byte Side;
}

/// <summary>A message of a batch: its type, and from offset 8 on the message itself.</summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
internal struct AbiMessage
{
    [FieldOffset(0)]
    public byte Type;

    [FieldOffset(8)]
    public AbiNewOrder NewOrder;

    [FieldOffset(8)]
    public AbiCancel Cancel;

    [FieldOffset(8)]
    public AbiModify Modify;
}

/// <summary>The kinds of report that the benchmark reads.</summary>
internal enum AbiReportType : byte
{
    OrderAck = 0,
    Trade = 1,
    CancelAck = 2,
    ModifyAck = 3,
    CancelReject = 4,
    ModifyReject = 5,
}

/// <summary>A report as the benchmark reads it.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct AbiReport
{
    /// <summary>The type in the lowest byte, the side above it, then spare bytes.</summary>
    public ulong TypeAndSide;

    public ulong SequenceNumber;
    public ulong OrderId;
    public long PriceTicks;

    /// <summary>32 bits in use.</summary>
    public ulong Quantity;

    public ulong MakerOrderId;
    public ulong TakerOrderId;
}

/// <summary>The functions of a report queue, as the benchmark calls them.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AbiTransport
{
    public delegate* unmanaged<uint, void*> Create;
    public delegate* unmanaged<void*, AbiReport*, int> Push;
    public delegate* unmanaged<void*, AbiReport*, uint, uint> Drain;
    public delegate* unmanaged<void*, void> Flush;
    public delegate* unmanaged<void*, void> Destroy;
}
