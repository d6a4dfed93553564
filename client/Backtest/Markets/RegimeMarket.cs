using System;
using System.Collections.Generic;
using System.Threading;
using Trading.Desk;
using Trading.Exchange;
using Trading.Model;
using Trading.Simulation;
using Trading.Tape;

namespace Trading.Client.Backtest.Markets;

/// <summary>A simulation as a desk's market, event by event: memory is that of one step.</summary>
internal sealed class RegimeMarket : IOpenMarket, ISimulationSink
{
    private const int StepsPerLook = 4_096;

    private readonly Queue<TapeEvent> _waiting = new();
    private Simulator? _simulator;
    private CancellationToken _stop;
    private TapeEvent _event;
    private long _endNs;
    private long _count;
    private int _steps;

    /// <inheritdoc/>
    public string? Failure => null;

    /// <inheritdoc/>
    public ref readonly TapeEvent Event => ref _event;

    /// <inheritdoc/>
    public ReadOnlySpan<PriceLevel> Levels => [];

    /// <summary>A market at its start.</summary>
    /// <param name="config">Without an error.</param>
    /// <param name="endNs">It ends with the step in which this time is reached, UNIX nanoseconds.</param>
    /// <param name="stop">Ends it with an exception.</param>
    public static RegimeMarket Start(SimulationConfig config, long endNs, CancellationToken stop)
    {
        var market = new RegimeMarket { _endNs = endNs, _stop = stop };
        market._simulator = Simulator.Create(config, market).TryGet(out var simulator, out var error)
            ? simulator
            : throw new InvalidOperationException($"a simulation that was checked is refused: {error}");
        return market;
    }

    /// <inheritdoc/>
    public bool TryNext()
    {
        while (_waiting.Count == 0)
        {
            if (_simulator is null || _simulator.NowNs >= _endNs) return false;
            if (++_steps % StepsPerLook == 0) _stop.ThrowIfCancellationRequested();
            _simulator.Step();
        }

        _event = _waiting.Dequeue();
        return true;
    }

    /// <inheritdoc/>
    public void OnEvent(in TapeEvent e)
    {
        // As a tape is read.
        var kept = MarketBlockWriter.ForDesk(e);
        kept.Sequence = ++_count;
        _waiting.Enqueue(kept);
    }

    /// <inheritdoc/>
    public void OnCommand(int market, in BookCommand command)
    {
        // A desk sees what happened, not what was asked.
    }

    /// <inheritdoc/>
    public void Dispose() => _simulator = null;
}
