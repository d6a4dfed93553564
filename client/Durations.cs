using System;
using Trading.Model;

namespace Trading.Client;

/// <summary>Lengths of time as people write them: <c>250us</c>, <c>10ms</c>, <c>1.5s</c>, <c>2m</c>, <c>1h</c>.</summary>
internal static class Durations
{
    private static readonly (string Suffix, long Nanoseconds)[] Units =
    [
        ("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ];

    /// <summary>Reads a length of time, in nanoseconds; false when the text is none, or too long for 64 bits.</summary>
    public static bool TryParse(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        foreach (var (suffix, unit) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal)) continue;
            var number = text[..^suffix.Length];
            if (number.Length == 0 || !char.IsAsciiDigit(number[^1])) continue;
            if (!DecimalText.Parse(number, 9).TryGet(out var billionths, out _) || billionths < 0) return false;
            var value = (Int128)billionths * unit / 1_000_000_000;
            if (value > long.MaxValue) return false;
            nanoseconds = (long)value;
            return true;
        }

        return false;
    }
}
