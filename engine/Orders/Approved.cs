namespace Trading.Orders;

/// <summary>
/// Something that risk has approved. Only risk makes one, and the doors of orders take nothing else; the default value is no
/// approval.
/// </summary>
/// <typeparam name="T">What was approved.</typeparam>
public readonly struct Approved<T>
    where T : struct
{
    private Approved(in T value) => (Value, IsValid) = (value, true);

    /// <summary>What was approved.</summary>
    public T Value { get; }

    /// <summary>True for a real approval.</summary>
    public bool IsValid { get; }

    /// <summary>For the rules of risk alone; an architecture test looks for other callers.</summary>
    internal static Approved<T> ByRisk(in T value) => new(value);
}
