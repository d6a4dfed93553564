using System;
using System.Buffers.Binary;
using System.Text;

namespace Trading.Model;

/// <summary>
/// Reads what <see cref="StateWriter"/> wrote, from bytes that may be damaged: past the end, or after a length that
/// cannot be, every read answers zero or empty and <see cref="Failed"/> stays true. Callers test it once, at the end,
/// and bound every count by <see cref="Remaining"/> before they allocate for it.
/// </summary>
/// <param name="source">The saved bytes.</param>
public ref struct StateReader(ReadOnlySpan<byte> source)
{
    private ReadOnlySpan<byte> _rest = source;

    /// <summary>True once a read went beyond the bytes, or <see cref="Fail"/> was called.</summary>
    public bool Failed { get; private set; }

    /// <summary>Bytes not yet read.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>True when all bytes were read and none was missing.</summary>
    public readonly bool IsComplete => !Failed && _rest.IsEmpty;

    /// <summary>Marks the source as damaged: for values that the reader's owner cannot accept.</summary>
    public void Fail()
    {
        Failed = true;
        _rest = default;
    }

    /// <summary>Reads one byte.</summary>
    public byte ReadByte() => TryTake(1, out var bytes) ? bytes[0] : (byte)0;

    /// <summary>Reads a truth value; any byte but 0 and 1 is damage.</summary>
    public bool ReadBool()
    {
        var value = ReadByte();
        if (value > 1) Fail();
        return value == 1;
    }

    /// <summary>Reads 32 bits.</summary>
    public int ReadInt32() => TryTake(4, out var bytes) ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : 0;

    /// <summary>Reads 64 bits.</summary>
    public long ReadInt64() => TryTake(8, out var bytes) ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0;

    /// <summary>Reads 64 bits.</summary>
    public ulong ReadUInt64() => TryTake(8, out var bytes) ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;

    /// <summary>Reads 128 bits.</summary>
    public UInt128 ReadUInt128() => TryTake(16, out var bytes) ? BinaryPrimitives.ReadUInt128LittleEndian(bytes) : 0;

    /// <summary>Reads 128 bits with a sign.</summary>
    public Int128 ReadInt128() => TryTake(16, out var bytes) ? BinaryPrimitives.ReadInt128LittleEndian(bytes) : 0;

    /// <summary>Reads an amount.</summary>
    public Money ReadMoney() => new(ReadInt128());

    /// <summary>Reads a generator's state.</summary>
    public SeededRandom ReadRandom() =>
        TryTake(SeededRandom.StateBytes, out var bytes) ? SeededRandom.Load(bytes) : SeededRandom.FromState(0, 0, 0, 0);

    /// <summary>Reads a count of items that take at least <paramref name="bytesEach"/> bytes each.</summary>
    public int ReadCount(int bytesEach)
    {
        var count = ReadInt32();
        if (count >= 0 && (long)count * bytesEach <= _rest.Length) return count;
        Fail();
        return 0;
    }

    /// <summary>Reads a block: a length, then the bytes.</summary>
    public ReadOnlySpan<byte> ReadBlock()
    {
        var length = ReadCount(1);
        return TryTake(length, out var bytes) ? bytes : default;
    }

    /// <summary>Reads a text.</summary>
    public string ReadString() => Encoding.UTF8.GetString(ReadBlock());

    private bool TryTake(int count, out ReadOnlySpan<byte> bytes)
    {
        if (Failed || count > _rest.Length)
        {
            Fail();
            bytes = default;
            return false;
        }

        bytes = _rest[..count];
        _rest = _rest[count..];
        return true;
    }
}
