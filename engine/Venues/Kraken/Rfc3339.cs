using System;

namespace Trading.Venues;

/// <summary>UTC times as text, <c>2026-08-26T11:55:56.865741Z</c>, to nanoseconds since the epoch.</summary>
internal static class Rfc3339
{
    /// <summary>The time, or 0 when the text is none.</summary>
    public static long ToNs(ReadOnlySpan<byte> text) => TryParse(text, out var timeNs) ? timeNs : 0;

    public static bool TryParse(ReadOnlySpan<byte> text, out long timeNs)
    {
        timeNs = 0;
        if (text.Length < 20 || text[^1] != (byte)'Z' || text[4] != (byte)'-' || text[7] != (byte)'-' || text[10] != (byte)'T'
            || text[13] != (byte)':' || text[16] != (byte)':')
        {
            return false;
        }

        int year = Digits(text[..4]), month = Digits(text[5..7]), day = Digits(text[8..10]);
        int hour = Digits(text[11..13]), minute = Digits(text[14..16]), second = Digits(text[17..19]);
        if (year is < 1970 or > 2261 || month is < 1 or > 12 || day is < 1 or > 31 || hour is < 0 or > 23
            || minute is < 0 or > 59 || second is < 0 or > 60 || !TryReadFraction(text[19..^1], out var fractionNs))
        {
            return false;
        }

        var seconds = ((DaysSinceEpoch(year, month, day) * 24L + hour) * 60 + minute) * 60 + second;
        timeNs = seconds * 1_000_000_000 + fractionNs;
        return true;
    }

    // The civil calendar counted from March, so that the leap day comes last.
    private static int DaysSinceEpoch(int year, int month, int day)
    {
        if (month <= 2) year--;
        var yearOfEra = year % 400;
        var dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        return year / 400 * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
    }

    private static bool TryReadFraction(ReadOnlySpan<byte> text, out long nanoseconds)
    {
        nanoseconds = 0;
        if (text.IsEmpty) return true;
        if (text[0] != (byte)'.' || text.Length is < 2 or > 10) return false;
        var digits = Digits(text[1..]);
        if (digits < 0) return false;
        nanoseconds = digits;
        for (var places = text.Length - 1; places < 9; places++) nanoseconds *= 10;
        return true;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        var value = 0;
        foreach (var c in text)
        {
            if (c is < (byte)'0' or > (byte)'9') return -1;
            value = value * 10 + (c - '0');
        }

        return value;
    }
}
