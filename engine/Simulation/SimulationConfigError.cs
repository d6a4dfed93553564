namespace Trading.Simulation;

/// <summary>A configuration value that cannot be used.</summary>
/// <param name="Path">The value's place, as in the JSON file: <c>queue.capacity</c>.</param>
/// <param name="Message">What is wrong and what is allowed.</param>
public sealed record SimulationConfigError(string Path, string Message)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => Path + ": " + Message;
}
