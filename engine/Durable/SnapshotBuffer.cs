using System;
using System.Buffers;
using System.Buffers.Binary;

namespace Trading.Durable;

/// <summary>
/// The bytes of a node's snapshot while it is written and kept. A large book's are megabytes, over and over: the node keeps the
/// memory for its next one. The process's pool keeps such arrays for each thread that gave one back, which came to several hundred
/// megabytes under load.
/// </summary>
internal sealed class SnapshotBuffer : IBufferWriter<byte>
{
    private const int BytesMin = 4096;
    private byte[] _bytes = [];

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>What was written so far; good until <see cref="Clear"/>.</summary>
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

    /// <summary>Begins anew: nothing of what was written is looked at any more.</summary>
    public void Clear() => Length = 0;

    private void Reserve(int bytes)
    {
        if (_bytes.Length - Length >= bytes) return;
        var length = checked((int)Math.Max(Math.Max(BytesMin, 2L * _bytes.Length), (long)Length + bytes));
        var longer = GC.AllocateUninitializedArray<byte>(length);
        Written.CopyTo(longer);
        _bytes = longer;
    }
}
