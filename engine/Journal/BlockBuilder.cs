using System;
using System.Buffers.Binary;
using System.Text;

namespace Trading.Journal;

/// <summary>Gathers the records of one block; the memory is reused from block to block.</summary>
internal sealed class BlockBuilder
{
    private byte[] _buffer = new byte[4096];
    private int _length = BlockHeader.Bytes;

    /// <summary>Records of the block so far.</summary>
    public uint RecordCount { get; private set; }

    /// <summary>Bytes of the block so far, its header included.</summary>
    public int Length => _length;

    /// <summary>The bytes that a record takes.</summary>
    public static int RecordBytes(int nameLength, int payloadLength) =>
        Align(BlockRecord.HeadBytes + nameLength) + Align(payloadLength);

    /// <summary>Adds a record.</summary>
    public void Add(RecordKind kind, string name, ulong sequence, long timeNs, ReadOnlySpan<byte> payload)
    {
        var record = Reserve(RecordBytes(name.Length, payload.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)payload.Length);
        record[4] = (byte)kind;
        record[5] = (byte)name.Length;
        BinaryPrimitives.WriteUInt64LittleEndian(record[8..], sequence);
        BinaryPrimitives.WriteInt64LittleEndian(record[16..], timeNs);
        Encoding.ASCII.GetBytes(name, record[BlockRecord.HeadBytes..]);
        payload.CopyTo(record[Align(BlockRecord.HeadBytes + name.Length)..]);
        RecordCount++;
    }

    /// <summary>
    /// The finished block; the builder is empty again. The bytes are the builder's own: good until the next record.
    /// </summary>
    public ReadOnlyMemory<byte> Finish(in BlockHeader header)
    {
        var block = _buffer.AsMemory(0, _length);
        header.Seal(block.Span);
        _length = BlockHeader.Bytes;
        RecordCount = 0;
        return block;
    }

    internal static int Align(int length) => (length + 7) & ~7;

    private Span<byte> Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes));
        var record = _buffer.AsSpan(_length, bytes);
        record.Clear();
        _length += bytes;
        return record;
    }
}
