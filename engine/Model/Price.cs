using System;

namespace Trading.Model;

/// <summary>A price in units of the instrument's fixed price scale: value = <see cref="Units"/> × 10^-PriceScale.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>expression</term><description>result</description></listheader>
/// <item><term>Price − Price</term><description>long, a distance in price units</description></item>
/// <item><term>Price ± long units</term><description>Price; overflow throws, as checked arithmetic is a bug found</description></item>
/// <item><term>Price × Quantity</term><description><see cref="Notional"/> in 128 bits, never overflows</description></item>
/// <item><term>Price &lt; Price</term><description>bool</description></item>
/// </list>
/// Negative and zero prices are representable: whether one is acceptable is a rule of the instrument.
/// </remarks>
/// <param name="Units">The price in units of 10^-PriceScale.</param>
public readonly record struct Price(long Units) : IComparable<Price>
{
    /// <summary>The lowest representable price.</summary>
    public static readonly Price Min = new(long.MinValue);

    /// <summary>The highest representable price.</summary>
    public static readonly Price Max = new(long.MaxValue);

    /// <summary>Compares by value.</summary>
    public int CompareTo(Price other) => Units.CompareTo(other.Units);

    /// <summary>Distance in price units.</summary>
    public static long operator -(Price left, Price right) => left.Units - right.Units;

    /// <summary>Moves a price up by a number of units.</summary>
    public static Price operator +(Price price, long units) => new(price.Units + units);

    /// <summary>Moves a price down by a number of units.</summary>
    public static Price operator -(Price price, long units) => new(price.Units - units);

    /// <summary>The exact product in 128 bits.</summary>
    public static Notional operator *(Price price, Quantity quantity) =>
        new((Int128)price.Units * quantity.Units);

    /// <summary>True when the left price is lower.</summary>
    public static bool operator <(Price left, Price right) => left.Units < right.Units;

    /// <summary>True when the left price is higher.</summary>
    public static bool operator >(Price left, Price right) => left.Units > right.Units;

    /// <summary>True when the left price is not higher.</summary>
    public static bool operator <=(Price left, Price right) => left.Units <= right.Units;

    /// <summary>True when the left price is not lower.</summary>
    public static bool operator >=(Price left, Price right) => left.Units >= right.Units;

    /// <summary>The raw units, for diagnostics; people see prices through <see cref="DecimalText"/> and a scale.</summary>
    public override string ToString() => Units.ToString();
}
