using System;
using System.Collections.Generic;

namespace Trading.Client.Backtest.Page;

/// <summary>A stretch of a curve.</summary>
/// <param name="First">Its first value.</param>
/// <param name="Min">Its least value.</param>
/// <param name="Max">Its greatest value.</param>
/// <param name="Last">Its last value.</param>
internal readonly record struct CurveBucket(double First, double Min, double Max, double Last)
{
    /// <summary>Two stretches as one.</summary>
    public CurveBucket With(CurveBucket later) => new(First, Math.Min(Min, later.Min), Math.Max(Max, later.Max), later.Last);
}

/// <summary>
/// A curve of any length in constant memory: a bounded number of equal stretches of time, each with its first, least, greatest and
/// last value. When time runs beyond them, neighbours become one. What is kept is a function of the points alone, and no extreme is lost.
/// </summary>
/// <param name="capacity">The most stretches; even.</param>
internal sealed class CurveBuckets(int capacity)
{
    private readonly CurveBucket?[] _buckets = new CurveBucket?[capacity];
    private long _originNs;
    private long _widthNs = 1;
    private int _last = -1;

    /// <summary>The stretches that have a point, with the time in which they begin.</summary>
    public IEnumerable<(long FromNs, CurveBucket Bucket)> Buckets
    {
        get
        {
            for (var index = 0; index <= _last; index++)
            {
                if (_buckets[index] is { } bucket) yield return (_originNs + index * _widthNs, bucket);
            }
        }
    }

    /// <summary>Adds a point; a time before the last point's counts as that one's.</summary>
    public void Add(long timeNs, double value)
    {
        if (_last < 0) _originNs = timeNs;
        while ((timeNs - _originNs) / _widthNs >= capacity) Halve();
        var index = Math.Max((int)((timeNs - _originNs) / _widthNs), Math.Max(_last, 0));
        var point = new CurveBucket(value, value, value, value);
        _buckets[index] = _buckets[index] is { } bucket ? bucket.With(point) : point;
        _last = index;
    }

    private void Halve()
    {
        for (var index = 0; index < capacity / 2; index++)
        {
            var (left, right) = (_buckets[2 * index], _buckets[2 * index + 1]);
            _buckets[index] = left is { } first && right is { } second ? first.With(second) : left ?? right;
        }

        Array.Clear(_buckets, capacity / 2, capacity - capacity / 2);
        _widthNs *= 2;
        _last /= 2;
    }
}
