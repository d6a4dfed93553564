using System;
using System.Buffers;
using CsCheck;
using Trading.Model;
using Xunit;

namespace Trading.Tests.Model;

public sealed class HashWriterTests
{
    [Fact]
    public void Its_hash_is_that_of_the_bytes_however_they_are_written() =>
        Gen.Byte.Array[0, 9_000].Array[0, 6].Sample(parts =>
        {
            var (bytes, hashed) = (new ArrayBufferWriter<byte>(), new HashWriter());
            foreach (var part in parts)
            {
                bytes.Write(part);
                hashed.Write(part);
                if (part.Length % 2 == 0) continue;
                part.CopyTo(hashed.GetMemory(part.Length));
                hashed.Advance(part.Length);
                bytes.Write(part);
                // What was asked for and is not used does not count.
                hashed.GetSpan(part.Length);
            }

            return StateHasher.Hash(bytes.WrittenSpan) == hashed.Current && hashed.Current == hashed.Current;
        });

    [Fact]
    public void More_than_was_asked_for_cannot_be_written() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new HashWriter().Advance(1_000_000));
}
