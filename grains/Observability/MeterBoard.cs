using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading;
using Trading.GrainInterfaces;

namespace Trading.Grains;

/// <summary>
/// A silo's meters as they stand: it listens to the instruments of <see cref="MeterCatalog"/> and keeps their totals and
/// distributions, for whoever asks the silo by a grain call.
/// </summary>
public sealed class MeterBoard : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly List<MeterSeries> _series = [];
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly long _startedAt;

    /// <summary>Begins to listen.</summary>
    /// <param name="factory">The silo's: instruments of other silos in the process are not heard. Those of no silo are.</param>
    /// <param name="clock">Says for how long it has listened.</param>
    /// <param name="isOn">False for a board that hears nothing.</param>
    public MeterBoard(IMeterFactory factory, TimeProvider clock, bool isOn = true)
    {
        (_clock, _startedAt) = (clock, clock.GetTimestamp());
        if (!isOn) return;
        var rows = MeterCatalog.All.ToDictionary(row => row.Name, StringComparer.Ordinal);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!rows.TryGetValue(instrument.Name, out var row) || row.Meter != instrument.Meter.Name) return;
            if (instrument.Meter.Scope is not null && instrument.Meter.Scope != factory) return;
            var series = new MeterSeries(row, instrument.IsObservable);
            lock (_gate) _series.Add(series);
            listener.EnableMeasurementEvents(instrument, series);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, series) => Take(series, value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, series) => Take(series, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, series) => Take(series, value, tags));
        _listener.Start();
    }

    /// <summary>Since it began to listen.</summary>
    public TimeSpan Up => _clock.GetElapsedTime(_startedAt);

    /// <summary>What it has heard, by name and tags.</summary>
    public MeterFigure[] Figures()
    {
        lock (_gate)
        {
            _listener.RecordObservableInstruments();
            return
            [
                .. _series.SelectMany(series => series.Figures())
                    .OrderBy(figure => figure.Name, StringComparer.Ordinal).ThenBy(figure => figure.Tags, StringComparer.Ordinal),
            ];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static void Take(object? series, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        (series as MeterSeries)?.Take(value, tags);
}
