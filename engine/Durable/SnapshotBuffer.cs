using System;
using System.Buffers;
using System.Buffers.Binary;

namespace Trading.Durable;

/// <summary>
/// The bytes of one snapshot while it is written and kept. A large book's are megabytes, over and over: the memory is
/// borrowed from the process and goes back when the table has taken the snapshot.
/// </summary>
internal sealed class SnapshotBuffer : IBufferWriter<byte>
{
    private const int BytesMin = 4096;
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(BytesMin);

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>What was written so far; good until <see cref="Return"/>.</summary>
    public Memory<byte> Written => _bytes.AsMemory(0, Length);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_bytes.Length - Length), nameof(count));
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Leaves room for the length of a block of bytes that follows.</summary>
    /// <returns>What <see cref="EndBlock"/> is to be told.</returns>
    public int BeginBlock()
    {
        Reserve(sizeof(int));
        Length += sizeof(int);
        return Length;
    }

    /// <summary>Writes the length of the block that began there: what a reader's ReadBlock expects.</summary>
    public void EndBlock(int begun) =>
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(begun - sizeof(int)), Length - begun);

    /// <summary>Gives the memory back: nothing of it is looked at any more.</summary>
    public void Return()
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, Length) = ([], 0);
    }

    private void Reserve(int bytes)
    {
        if (_bytes.Length - Length >= bytes) return;
        var longer = ArrayPool<byte>.Shared.Rent(checked((int)Math.Max(2L * _bytes.Length, (long)Length + bytes)));
        Written.CopyTo(longer);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = longer;
    }
}
