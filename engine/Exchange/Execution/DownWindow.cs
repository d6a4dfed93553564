namespace Trading.Exchange;

/// <summary>A time in which the venue takes no messages.</summary>
/// <param name="FromNs">Its first nanosecond, UNIX time.</param>
/// <param name="ToNs">The first nanosecond after it.</param>
public readonly record struct DownWindow(long FromNs, long ToNs);
