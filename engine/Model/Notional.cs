using System;

namespace Trading.Model;

/// <summary>Price × quantity, exactly: value = <see cref="Units"/> × 10^-(PriceScale + QuantityScale), in the quote asset.</summary>
/// <param name="Units">The amount in units of 10^-(PriceScale + QuantityScale).</param>
public readonly record struct Notional(Int128 Units) : IComparable<Notional>
{
    /// <summary>Nothing.</summary>
    public static readonly Notional Zero;

    /// <summary>Compares by value.</summary>
    public int CompareTo(Notional other) => Units.CompareTo(other.Units);

    /// <summary>Sum; overflow throws.</summary>
    public static Notional operator +(Notional left, Notional right) => new(checked(left.Units + right.Units));

    /// <summary>Difference; overflow throws.</summary>
    public static Notional operator -(Notional left, Notional right) => new(checked(left.Units - right.Units));

    /// <summary>True when the left amount is smaller.</summary>
    public static bool operator <(Notional left, Notional right) => left.Units < right.Units;

    /// <summary>True when the left amount is greater.</summary>
    public static bool operator >(Notional left, Notional right) => left.Units > right.Units;

    /// <summary>True when the left amount is not greater.</summary>
    public static bool operator <=(Notional left, Notional right) => left.Units <= right.Units;

    /// <summary>True when the left amount is not smaller.</summary>
    public static bool operator >=(Notional left, Notional right) => left.Units >= right.Units;
}
