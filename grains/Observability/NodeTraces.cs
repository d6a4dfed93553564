using System.Diagnostics;

namespace Trading.Grains;

/// <summary>Where the stages of the grains are traced: call, turn, append, deliver, publish, take, round.</summary>
internal static class NodeTraces
{
    /// <summary>The source; it does nothing while nobody listens.</summary>
    public static readonly ActivitySource Source = new(NodeMeters.MeterName);

    /// <summary>An item goes onto a stream; its span's id travels in it, because queue and consumer are asked by nobody.</summary>
    /// <param name="key">The stream's key.</param>
    public static Activity? Publish(string key) => Source.StartActivity("publish", ActivityKind.Producer)?.SetTag("trading.stream", key);

    /// <summary>A consumer takes an item.</summary>
    /// <param name="trace">What the item carries.</param>
    public static Activity? Take(string? trace) =>
        ActivityContext.TryParse(trace, traceState: null, isRemote: true, out var publisher)
            ? Source.StartActivity("take", ActivityKind.Consumer, publisher)
            : null;
}
