using System.Diagnostics;

namespace Trading.Grains;

/// <summary>Where the stages of the grains are traced: call, turn, append, deliver, round.</summary>
internal static class NodeTraces
{
    /// <summary>The source; it does nothing while nobody listens.</summary>
    public static readonly ActivitySource Source = new(NodeMeters.MeterName);
}
