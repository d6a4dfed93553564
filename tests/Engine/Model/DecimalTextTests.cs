using CsCheck;
using Trading.Model;
using Xunit;

namespace Trading.Tests.Model;

public sealed class DecimalTextTests
{
    [Theory]
    [InlineData("61685.99", 2, 6168599)]
    [InlineData("0.00005100", 8, 5100)]
    [InlineData("5.1e-05", 8, 5100)]
    [InlineData("1E3", 0, 1000)]
    [InlineData("-0.5", 1, -5)]
    [InlineData("0", 18, 0)]
    [InlineData("9223372036854775807", 0, long.MaxValue)]
    [InlineData("-9223372036854775808", 0, long.MinValue)]
    public void Reads_exact_units(string text, int scale, long units)
    {
        Assert.True(DecimalText.Parse(text, scale).TryGet(out var actual, out _));
        Assert.Equal(units, actual);
    }

    [Theory]
    [InlineData("", DecimalTextError.Malformed)]
    [InlineData("-", DecimalTextError.Malformed)]
    [InlineData(".5", DecimalTextError.Malformed)]
    [InlineData("5.", DecimalTextError.Malformed)]
    [InlineData("1.2.3", DecimalTextError.Malformed)]
    [InlineData("1e", DecimalTextError.Malformed)]
    [InlineData("1e+", DecimalTextError.Malformed)]
    [InlineData("NaN", DecimalTextError.Malformed)]
    [InlineData(" 1", DecimalTextError.Malformed)]
    [InlineData("1,5", DecimalTextError.Malformed)]
    [InlineData("0.123", DecimalTextError.TooPrecise)]
    [InlineData("92233720368547758.08", DecimalTextError.OutOfRange)]
    [InlineData("1e999", DecimalTextError.OutOfRange)]
    [InlineData("99999999999999999999999999999999999999999999", DecimalTextError.OutOfRange)]
    public void Refuses_with_a_reason(string text, DecimalTextError reason)
    {
        Assert.False(DecimalText.Parse(text, 2).TryGet(out _, out var error));
        Assert.Equal(reason, error);
    }

    [Fact]
    public void Writes_what_it_reads() => Gen.Select(Gen.Long, Gen.Int[0, DecimalText.ScaleMax]).Sample((units, scale) =>
    {
        var text = DecimalText.ToString(units, scale);
        return DecimalText.Parse(text, scale).TryGet(out var back, out _) && back == units
            && (scale == 0 || !text.Contains('.') || !text.EndsWith('0'));
    });

    [Fact]
    public void Fixed_form_keeps_every_place()
    {
        var buffer = new byte[DecimalText.LengthMax];
        var length = DecimalText.FormatFixed(5100, 8, buffer);
        Assert.Equal("0.00005100", System.Text.Encoding.ASCII.GetString(buffer, 0, length));
    }
}
