using System;

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
}
