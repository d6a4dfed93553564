namespace Trading.Durable;

/// <summary>
/// The names of clients and nodes, as they stand in blocks: 1 to 96 printable ASCII characters without blanks.
/// </summary>
public static class DurableName
{
    /// <summary>The most characters of a name.</summary>
    public const int LengthMax = 96;

    /// <summary>True for 1 to <see cref="LengthMax"/> characters from <c>!</c> to <c>~</c>.</summary>
    public static bool IsValid(string name)
    {
        if (name.Length is 0 or > LengthMax) return false;
        foreach (var c in name)
        {
            if (c is < '!' or > '~') return false;
        }

        return true;
    }
}
