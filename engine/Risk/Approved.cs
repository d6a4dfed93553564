namespace Trading.Risk;

/// <summary>
/// Something that risk has approved. Only risk can make one, and the order door takes nothing else; the default value is no
/// approval.
/// </summary>
/// <typeparam name="T">What was approved.</typeparam>
public readonly struct Approved<T>
    where T : struct
{
    internal Approved(in T value) => (Value, IsValid) = (value, true);

    /// <summary>What was approved.</summary>
    public T Value { get; }

    /// <summary>True for a real approval.</summary>
    public bool IsValid { get; }
}
