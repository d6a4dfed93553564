using System;
using System.Threading;
using System.Threading.Tasks;
using Orleans;
using Trading.GrainInterfaces;
using Trading.Model;

namespace Trading.Client.Paper;

/// <summary>
/// Holds calls to a session's grains up for a drawn time, before and after they are carried out: whatever the order in which
/// they then run, a session must not notice.
/// </summary>
internal sealed class ShuffledCalls(ulong seed) : IIncomingGrainCallFilter
{
    private const int DelayMsMax = 4;
    private readonly Lock _gate = new();
    private SeededRandom _random = SeededRandom.Create(seed, "shuffle");

    /// <inheritdoc/>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        var isOurs = context.Grain is IDeskNodeGrain or IMarketGrain or IFeedGrain;
        if (isOurs) await Task.Delay(Draw());
        await context.Invoke();
        if (isOurs) await Task.Delay(Draw());
    }

    private TimeSpan Draw()
    {
        lock (_gate) return TimeSpan.FromMilliseconds(_random.Below(DelayMsMax + 1));
    }
}
