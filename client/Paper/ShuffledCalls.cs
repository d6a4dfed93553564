using System;
using System.Threading;
using System.Threading.Tasks;
using Orleans;
using Trading.GrainInterfaces;
using Trading.Model;

namespace Trading.Client.Paper;

/// <summary>
/// Holds one in eight calls to a session's grains up for a drawn time, before or after it is carried out: whatever the order in
/// which they then run, a session must not notice.
/// </summary>
internal sealed class ShuffledCalls(ulong seed) : IIncomingGrainCallFilter
{
    private const int OneIn = 8;
    private const int DelayMsMax = 4;
    private readonly Lock _gate = new();
    private SeededRandom _random = SeededRandom.Create(seed, "shuffle");

    /// <inheritdoc/>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        var isOurs = context.Grain is IDeskNodeGrain or IMarketGrain or IFeedGrain;
        if (isOurs && Draw() is { } before) await Task.Delay(before);
        await context.Invoke();
        if (isOurs && Draw() is { } after) await Task.Delay(after);
    }

    private TimeSpan? Draw()
    {
        lock (_gate) return _random.Below(OneIn) == 0 ? TimeSpan.FromMilliseconds(_random.Between(1, DelayMsMax)) : null;
    }
}
