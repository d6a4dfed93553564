namespace Trading.Exchange;

/// <summary>A configuration value that cannot be used.</summary>
/// <param name="Path">The value's place, as in a JSON file: <c>rateLimit.burst</c>.</param>
/// <param name="Message">What is wrong and what is allowed.</param>
public sealed record ExecutionConfigError(string Path, string Message)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => Path + ": " + Message;
}
