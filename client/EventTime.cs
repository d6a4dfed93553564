using System;
using System.Globalization;

namespace Trading.Client;

/// <summary>Moments as people read them: UTC with nanoseconds.</summary>
internal static class EventTime
{
    /// <summary><c>2026-01-01T00:00:00.000123456Z</c></summary>
    public static string ToText(long timeNs)
    {
        var seconds = Math.DivRem(timeNs, 1_000_000_000, out var nanoseconds);
        if (nanoseconds < 0) (seconds, nanoseconds) = (seconds - 1, nanoseconds + 1_000_000_000);
        var time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return time.ToString("yyyy-MM-ddTHH:mm:ss") + "." + nanoseconds.ToString("d9") + "Z";
    }

    /// <summary>Reads nanoseconds since the epoch, or a UTC time with up to seven decimals.</summary>
    public static bool TryParse(string text, out long timeNs)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out timeNs)) return true;
        const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, styles, out var time)) return false;
        var ticks = (time - DateTime.UnixEpoch).Ticks;
        if (ticks < 0 || ticks > long.MaxValue / TimeSpan.NanosecondsPerTick) return false;
        timeNs = ticks * TimeSpan.NanosecondsPerTick;
        return true;
    }
}
