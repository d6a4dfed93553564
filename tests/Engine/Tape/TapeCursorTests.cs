using System;
using System.Buffers;
using System.Text;
using CsCheck;
using Trading.Model;
using Trading.Tape;
using Xunit;

namespace Trading.Tests.Tape;

public sealed class TapeCursorTests
{
    private static readonly TapeCursor Full = new(new TapePosition(12, 3456, 10), 99, new TapeFilter
    {
        Kinds = [TapeEventKind.Fill, TapeEventKind.Trade],
        Symbols = ["sim:BTC-USDT"],
        Agents = ["mm-1"],
        Side = Side.Sell,
        FromNs = 5,
        ToNs = 6,
        OrderId = ulong.MaxValue,
    });

    [Fact]
    public void A_saved_cursor_is_loaded_with_its_filter()
    {
        Assert.Equal(Full, Some.Ok(TapeCursor.Load(Save(Full))));
        var bare = Full with { Filter = TapeFilter.All };
        Assert.Equal(bare, Some.Ok(TapeCursor.Load(Save(bare))));
    }

    [Theory]
    [InlineData("", TapeCursorError.Malformed)]
    [InlineData("[]", TapeCursorError.Malformed)]
    [InlineData("{\"format\":\"trading-tape-cursor\",\"version\":1}", TapeCursorError.Malformed)]
    [InlineData("{\"format\":\"trading-tape-cursor\",\"version\":2}", TapeCursorError.UnsupportedVersion)]
    public void Anything_else_is_refused(string text, TapeCursorError error)
    {
        Assert.False(TapeCursor.Load(Encoding.UTF8.GetBytes(text)).TryGet(out _, out var actual));
        Assert.Equal(error, actual);
    }

    [Fact]
    public void Damage_never_throws() => Gen.Select(Gen.Int[0, Save(Full).Length - 1], Gen.Byte).Sample((index, value) =>
    {
        var bytes = Save(Full);
        bytes[index] = value;
        TapeCursor.Load(bytes);
        TapeCursor.Load(bytes.AsSpan(0, index));
    });

    private static byte[] Save(TapeCursor cursor)
    {
        var output = new ArrayBufferWriter<byte>();
        cursor.Save(output);
        return output.WrittenSpan.ToArray();
    }
}
