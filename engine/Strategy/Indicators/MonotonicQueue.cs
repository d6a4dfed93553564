using Trading.Model;

namespace Trading.Strategy.Indicators;

/// <summary>
/// The values of a window that can still become its extreme, oldest first and ever less extreme: the first is the extreme.
/// Each value enters and leaves once, so an update costs O(1) on average.
/// </summary>
/// <param name="period">The window's length.</param>
/// <param name="sign">+1 for the greatest, −1 for the least.</param>
internal sealed class MonotonicQueue(int period, int sign)
{
    private readonly double[] _values = new double[period];
    private readonly long[] _positions = new long[period];
    private int _first;
    private int _count;

    public double Extreme => _count > 0 ? _values[_first] : 0;

    public void Push(double value, long position)
    {
        while (_count > 0 && sign * _values[At(_count - 1)] <= sign * value) _count--;
        if (_count > 0 && _positions[_first] <= position - period)
        {
            _first = At(1);
            _count--;
        }

        var index = At(_count++);
        (_values[index], _positions[index]) = (value, position);
    }

    public void Save(StateWriter writer)
    {
        writer.Write(_count);
        for (var rank = 0; rank < _count; rank++)
        {
            writer.Write(_positions[At(rank)]);
            writer.WriteDouble(_values[At(rank)]);
        }
    }

    public void Load(ref StateReader reader)
    {
        (_first, _count) = (0, reader.ReadCount(16));
        if (_count > period) reader.Fail();
        if (reader.Failed) _count = 0;
        for (var rank = 0; rank < _count; rank++) (_positions[rank], _values[rank]) = (reader.ReadInt64(), reader.ReadDouble());
    }

    private int At(int rank)
    {
        var index = _first + rank;
        return index < period ? index : index - period;
    }
}
