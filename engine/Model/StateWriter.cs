using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Trading.Model;

/// <summary>Writes little-endian fields one after another: the canonical layout of every saved state.</summary>
/// <param name="destination">Receives the bytes.</param>
public readonly struct StateWriter(IBufferWriter<byte> destination)
{
    /// <summary>Writes one byte.</summary>
    public void Write(byte value)
    {
        destination.GetSpan(1)[0] = value;
        destination.Advance(1);
    }

    /// <summary>Writes a truth value as one byte, 0 or 1.</summary>
    public void Write(bool value) => Write(value ? (byte)1 : (byte)0);

    /// <summary>Writes 32 bits.</summary>
    public void Write(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination.GetSpan(4), value);
        destination.Advance(4);
    }

    /// <summary>Writes 64 bits.</summary>
    public void Write(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(destination.GetSpan(8), value);
        destination.Advance(8);
    }

    /// <summary>Writes 64 bits.</summary>
    public void Write(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination.GetSpan(8), value);
        destination.Advance(8);
    }

    /// <summary>Writes 128 bits, low half first.</summary>
    public void Write(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(destination.GetSpan(16), value);
        destination.Advance(16);
    }

    /// <summary>Writes 128 bits with a sign, low half first.</summary>
    public void Write(Int128 value)
    {
        BinaryPrimitives.WriteInt128LittleEndian(destination.GetSpan(16), value);
        destination.Advance(16);
    }

    /// <summary>Writes an amount.</summary>
    public void Write(Money amount) => Write(amount.Units);

    /// <summary>Writes a generator's state.</summary>
    public void Write(in SeededRandom random)
    {
        random.Save(destination.GetSpan(SeededRandom.StateBytes));
        destination.Advance(SeededRandom.StateBytes);
    }

    /// <summary>Writes a length (32 bits), then the bytes.</summary>
    public void WriteBlock(ReadOnlySpan<byte> bytes)
    {
        Write(bytes.Length);
        destination.Write(bytes);
    }

    /// <summary>Writes a text as a block of UTF-8.</summary>
    public void Write(string text) => WriteBlock(Encoding.UTF8.GetBytes(text));
}
