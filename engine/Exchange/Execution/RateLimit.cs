namespace Trading.Exchange;

/// <summary>A venue's limit of messages as a token bucket in event time. A refused message takes no token.</summary>
/// <param name="PerSecond">Tokens that come back per second; 1 to 1,000,000.</param>
/// <param name="Burst">Tokens in a full bucket; 1 to 1,000,000.</param>
/// <param name="CountsCancels">True when a cancel takes a token, too; at most venues it does not.</param>
public sealed record RateLimit(int PerSecond, int Burst, bool CountsCancels);
