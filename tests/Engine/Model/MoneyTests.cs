using System;
using System.Numerics;
using CsCheck;
using Trading.Model;
using Xunit;

namespace Trading.Tests.Model;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("12.50", "12.5")]
    [InlineData("-0.000000000000000001", "-0.000000000000000001")]
    [InlineData("123456789.000000001", "123456789.000000001")]
    public void Text_is_read_and_written_exactly(string text, string canonical) =>
        Assert.Equal(canonical, Parsed(text).ToString());

    [Fact]
    public void More_digits_than_a_unit_has_are_refused()
    {
        Assert.False(Money.Parse("0.0000000000000000001").TryGet(out _, out var error));
        Assert.Equal(DecimalTextError.TooPrecise, error);
    }

    [Theory]
    [InlineData("0.125", 2, "0.12")]
    [InlineData("0.135", 2, "0.14")]
    [InlineData("-0.125", 2, "-0.12")]
    [InlineData("1.5", 0, "2")]
    [InlineData("2.5", 0, "2")]
    public void Display_rounds_half_to_even(string text, int places, string shown) =>
        Assert.Equal(shown, Parsed(text).ToString(places));

    [Fact]
    public void Shares_round_half_to_even_as_big_integers_do() => Gen.Select(Gen.Long, Gen.Int).Sample((units, ppm) =>
    {
        var product = (BigInteger)units * ppm;
        var expected = BigInteger.Divide(product, 1_000_000);
        var twice = BigInteger.Abs(product - expected * 1_000_000) * 2;
        if (twice > 1_000_000 || (twice == 1_000_000 && !expected.IsEven)) expected += product.Sign;
        return (BigInteger)new Money(units).Ppm(ppm).Units == expected;
    });

    [Fact]
    public void A_notional_keeps_its_value_at_the_common_scale()
    {
        var instrument = TestInstruments.Spot(priceScale: 2, quantityScale: 5);
        Assert.Equal("61685.99", Money.From(new Price(6168599) * new Quantity(100_000), instrument).ToString());
        Assert.Equal("0.00001", Money.From(new Quantity(1), instrument).ToString());
    }

    [Fact]
    public void A_notional_of_more_digits_is_rounded_half_to_even()
    {
        var instrument = TestInstruments.Spot(priceScale: 10, quantityScale: 9);
        Assert.Equal(2, Money.From(new Notional(15), instrument).Units);
        Assert.Equal(2, Money.From(new Notional(25), instrument).Units);
    }

    [Fact]
    public void Overflow_is_an_exception_and_never_another_amount() =>
        Assert.Throws<OverflowException>(() => new Money(Int128.MaxValue) + new Money(1));

    [Fact]
    public void A_share_is_what_big_integers_say_or_does_not_fit() =>
        Gen.Select(Units, Gen.Long[0, long.MaxValue], Gen.Long[1, long.MaxValue]).Sample((units, numerator, denominator) =>
        {
            var expected = Trading.Tests.Ledger.SlowLedger.DivideToEven((BigInteger)units * numerator, denominator);
            var fits = BigInteger.Abs(expected) < BigInteger.Pow(2, 127) - 1;
            return new Money(units).TryProRata(numerator, denominator, out var share)
                ? (BigInteger)share.Units == expected : !fits;
        });

    [Fact]
    public void The_whole_share_is_the_amount_itself() => Gen.Select(Units, Gen.Long[1, long.MaxValue]).Sample(
        (units, whole) => new Money(units).ProRata(whole, whole) == new Money(units));

    [Fact]
    public void A_sum_or_a_product_that_does_not_fit_is_told() => Gen.Select(Units, Units).Sample((left, right) =>
    {
        var sum = (BigInteger)left + right;
        return Money.TryAdd(new(left), new(right), out var made)
            ? (BigInteger)made.Units == sum : BigInteger.Abs(sum) >= BigInteger.Pow(2, 127) - 1;
    });

    [Fact]
    public void A_notional_that_is_no_amount_is_told()
    {
        var instrument = TestInstruments.Spot(priceScale: 0, quantityScale: 0);
        Assert.False(Money.TryFrom(new Price(long.MaxValue) * new Quantity(100), instrument, out _));
        Assert.True(Money.TryFrom(new Price(long.MaxValue) * new Quantity(18), instrument, out var amount));
        Assert.Equal(Money.From(new Price(long.MaxValue) * new Quantity(18), instrument), amount);
    }

    /// <summary>Amounts of all magnitudes, without the one that has no opposite.</summary>
    private static readonly Gen<Int128> Units = Gen.Select(Gen.Long, Gen.ULong, Gen.Int[0, 126]).Select(
        (high, low, shift) => Int128.Max(new Int128(unchecked((ulong)high), low) >> shift, Int128.MinValue + 1));

    private static Money Parsed(string text) =>
        Money.Parse(text).TryGet(out var money, out var error) ? money : throw new InvalidOperationException($"{error}");
}
