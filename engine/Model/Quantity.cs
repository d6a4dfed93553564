using System;

namespace Trading.Model;

/// <summary>A quantity in units of the instrument's fixed quantity scale: value = <see cref="Units"/> × 10^-QuantityScale.</summary>
/// <remarks>
/// Sums and differences are checked: an overflow is a bug found, since every quantity that enters is bounded by its
/// instrument's MaxQuantity. A negative quantity is representable (a position, a difference); rules say where it is not.
/// </remarks>
/// <param name="Units">The quantity in units of 10^-QuantityScale.</param>
public readonly record struct Quantity(long Units) : IComparable<Quantity>
{
    /// <summary>Nothing.</summary>
    public static readonly Quantity Zero;

    /// <summary>Compares by value.</summary>
    public int CompareTo(Quantity other) => Units.CompareTo(other.Units);

    /// <summary>Sum.</summary>
    public static Quantity operator +(Quantity left, Quantity right) => new(left.Units + right.Units);

    /// <summary>Difference.</summary>
    public static Quantity operator -(Quantity left, Quantity right) => new(left.Units - right.Units);

    /// <summary>True when the left quantity is smaller.</summary>
    public static bool operator <(Quantity left, Quantity right) => left.Units < right.Units;

    /// <summary>True when the left quantity is greater.</summary>
    public static bool operator >(Quantity left, Quantity right) => left.Units > right.Units;

    /// <summary>True when the left quantity is not greater.</summary>
    public static bool operator <=(Quantity left, Quantity right) => left.Units <= right.Units;

    /// <summary>True when the left quantity is not smaller.</summary>
    public static bool operator >=(Quantity left, Quantity right) => left.Units >= right.Units;

    /// <summary>The smaller of two quantities.</summary>
    public static Quantity Min(Quantity left, Quantity right) => left.Units < right.Units ? left : right;

    /// <summary>The raw units, for diagnostics; people see quantities through <see cref="DecimalText"/> and a scale.</summary>
    public override string ToString() => Units.ToString();
}
