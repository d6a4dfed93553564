using System.Linq;
using Trading.Journal;
using Xunit;

namespace Trading.Tests.Journal;

/// <summary>The checksum against published vectors (RFC 3720, appendix B.4).</summary>
public sealed class Crc32CTests
{
    [Fact]
    public void The_published_vectors_come_out()
    {
        Assert.Equal(0x8A9136AAu, Crc32C.Of(new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Of(Enumerable.Repeat((byte)0xFF, 32).ToArray()));
        Assert.Equal(0x46DD794Eu, Crc32C.Of([.. Enumerable.Range(0, 32).Select(value => (byte)value)]));
    }

    [Fact]
    public void Bytes_that_are_left_out_do_not_matter_and_all_others_do()
    {
        var bytes = new byte[24];
        var checksum = Crc32C.Of(bytes, 8);
        for (var place = 0; place < bytes.Length; place++)
        {
            bytes[place] ^= 1;
            Assert.Equal(place is >= 8 and < 12, checksum == Crc32C.Of(bytes, 8));
            bytes[place] ^= 1;
        }
    }
}
