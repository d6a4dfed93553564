using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using HdrHistogram;
using Trading.GrainInterfaces;

namespace Trading.Grains;

/// <summary>One instrument's totals and distributions, by its tag.</summary>
/// <param name="row">The instrument.</param>
/// <param name="isObservable">True when each measurement says the whole, false when it adds to it.</param>
internal sealed class MeterSeries(MeterRow row, bool isObservable)
{
    private const int SignificantDigits = 2;
    private const long HourNs = 3_600_000_000_000;
    private const string NoTag = "";

    private readonly ConcurrentDictionary<object, Cell> _cells = [];
    private volatile Cell? _recent;

    /// <summary>Takes a measurement, on any thread.</summary>
    public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        object tag = NoTag;
        if (tags.Length > 0) tag = tags[0].Value ?? NoTag;
        // Most measurements have the tag of the one before, which is made once: its text need not be hashed again.
        var cell = _recent;
        if (cell is null || !ReferenceEquals(cell.Tag, tag))
        {
            if (!_cells.TryGetValue(tag, out cell)) cell = _cells.GetOrAdd(tag, key => new Cell(key, row));
            _recent = cell;
        }

        if (isObservable) cell.Set(value);
        else cell.Add(value);
    }

    /// <summary>What was taken so far.</summary>
    public IEnumerable<MeterFigure> Figures() => _cells.Select(each => each.Value.Figure(row.Tag.Length == 0 ? "" : $"{row.Tag}={each.Key}"));

    private sealed class Cell
    {
        private readonly Lock _gate = new();
        private readonly MeterRow _row;
        private readonly double _scale;
        private readonly LongHistogram? _values;
        private double _sum;
        private long _count;
        private double _max;

        public Cell(object tag, MeterRow row)
        {
            (Tag, _row) = (tag, row);
            // Times are kept in nanoseconds, what is counted as it is.
            _scale = row.Unit == "s" ? 1e9 : 1;
            if (row.Kind == MeterKind.Histogram) _values = new LongHistogram(HourNs, SignificantDigits);
        }

        /// <summary>What it counts.</summary>
        public object Tag { get; }

        public void Set(double value)
        {
            lock (_gate) _sum = value;
        }

        public void Add(double value)
        {
            lock (_gate)
            {
                _sum += value;
                if (_values is null) return;
                _count++;
                _max = Math.Max(_max, value);
                _values.RecordValue((long)Math.Clamp(value * _scale, 0, HourNs));
            }
        }

        public MeterFigure Figure(string tags)
        {
            lock (_gate)
            {
                return new MeterFigure(
                    _row.Name, tags, _row.Kind, _row.Unit, _sum, _count, Percentile(50), Percentile(95), Percentile(99), Percentile(99.9), _max);
            }
        }

        private double Percentile(double percent) =>
            _values is null || _count == 0 ? 0 : Math.Min(_max, _values.GetValueAtPercentile(percent) / _scale);
    }
}
