using System;
using System.Buffers;
using System.IO.Hashing;

namespace Trading.Model;

/// <summary>
/// A destination that keeps of what is written nothing but its hash: what <see cref="StateHasher.Hash"/> gives of a saved
/// state's bytes, without room for them. States grow to megabytes and are hashed with every snapshot.
/// </summary>
public sealed class HashWriter : IBufferWriter<byte>
{
    private const int BytesMin = 4_096;
    private readonly XxHash128 _hash = new();
    private byte[] _bytes = new byte[BytesMin];
    private int _length;

    /// <summary>The hash of all that was written; writing may go on.</summary>
    public UInt128 Current
    {
        get
        {
            Flush();
            return _hash.GetCurrentHashAsUInt128();
        }
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_bytes.Length - _length), nameof(count));
        _length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_length);
    }

    private void Reserve(int bytes)
    {
        if (_bytes.Length - _length >= Math.Max(bytes, 1)) return;
        Flush();
        if (_bytes.Length < bytes) _bytes = new byte[bytes];
    }

    private void Flush()
    {
        _hash.Append(_bytes.AsSpan(0, _length));
        _length = 0;
    }
}
