using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Orleans;
using Trading.Client.ScaleOut;
using Trading.Client.Sim;
using Trading.GrainInterfaces;

namespace Trading.Client.Chaos;

/// <summary>Books, and clients that call them at drawn times.</summary>
/// <param name="grains">Finds the books.</param>
/// <param name="seed">The run's.</param>
/// <param name="takesRefusals">True when a call that is refused as Overloaded has ended; else it is repeated.</param>
internal sealed class ChaosLoad(IGrainFactory grains, ulong seed, bool takesRefusals) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<TrialBook> _books = [];
    private readonly List<ChaosLane> _lanes = [];
    private Task _running = Task.CompletedTask;

    /// <summary>The clock of all clients.</summary>
    public LoadClock Clock { get; } = new(takesRefusals);

    /// <summary>The books, the first one number 1.</summary>
    public IReadOnlyList<TrialBook> Books => _books;

    /// <summary>The clients.</summary>
    public IReadOnlyList<ChaosLane> Lanes => _lanes;

    /// <summary>Makes the books.</summary>
    /// <returns>Null, or why one cannot be made.</returns>
    public async Task<string?> ConfigureAsync(int books, int lanesPerBook)
    {
        for (var number = 1; number <= books; number++)
        {
            if (!SimulatedInstruments.Create($"C{number}-USDT").TryGet(out var rules, out var error)) return error;
            if (!GrainKey.ForBook(TrialCluster.ClusterId, rules.Id).TryGet(out var key, out var bad)) return $"{bad}";
            var book = new TrialBook(key.ToString());
            _books.Add(book);
            for (var lane = 1; lane <= lanesPerBook; lane++) _lanes.Add(new ChaosLane(grains, book, $"client-{lane}", seed, Clock));
            if (await _lanes[^1].ConfigureAsync(rules) is { } refused) return refused;
        }

        return null;
    }

    /// <summary>A rate that does not change.</summary>
    public static double Whole() => 1;

    /// <summary>Begins to call at a mean rate over all clients.</summary>
    public void Start(double perSecond, int batch)
    {
        Clock.Begin();
        _running = Task.WhenAll(
            _lanes.Select(lane => Task.Run(() => lane.RunAsync(perSecond / _lanes.Count, Whole, batch, _stop.Token))));
    }

    /// <summary>Ends, when the outcome of every call is known or was given up.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    /// <summary>Ends the load if that has not been done.</summary>
    public async ValueTask DisposeAsync()
    {
        Clock.Abandon();
        await StopAsync();
        _stop.Dispose();
    }
}
