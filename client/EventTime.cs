using System;
using System.Globalization;

namespace Trading.Client;

/// <summary>Event times for people: UTC with nanoseconds, as in <c>2024-08-08T23:54:14.087896568Z</c>.</summary>
internal static class EventTime
{
    private const long NanosPerTick = 100;

    /// <summary>The time as text.</summary>
    public static string ToText(long timeNs)
    {
        var ticks = DateTime.UnixEpoch.AddTicks(timeNs / NanosPerTick);
        return ticks.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture) + (timeNs % NanosPerTick).ToString("00") + "Z";
    }

    /// <summary>Reads nanoseconds since the epoch, or a UTC time with up to seven decimals.</summary>
    public static bool TryParse(string text, out long timeNs)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out timeNs)) return true;
        const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, styles, out var time)) return false;
        var ticks = (time - DateTime.UnixEpoch).Ticks;
        if (ticks < 0 || ticks > long.MaxValue / NanosPerTick) return false;
        timeNs = ticks * NanosPerTick;
        return true;
    }
}
