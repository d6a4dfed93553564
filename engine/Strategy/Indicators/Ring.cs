using System;
using Trading.Model;

namespace Trading.Strategy.Indicators;

/// <summary>The last so many numbers.</summary>
internal sealed class Ring
{
    /// <summary>The longest memory of an indicator.</summary>
    public const int PeriodMax = 1_000_000;

    private readonly double[] _values;

    public Ring(int period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(period, PeriodMax);
        _values = new double[period];
    }

    public int Period => _values.Length;

    public int Count { get; private set; }

    public bool IsFull => Count == _values.Length;

    /// <summary>Where the next number goes; 0 at the start of each round.</summary>
    public int Next { get; private set; }

    /// <summary>The oldest number of a full ring.</summary>
    public double Oldest => _values[Next];

    /// <summary>The numbers, in no order that means anything.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    /// <summary>Takes a number in and, of a full ring, the oldest out.</summary>
    public void Push(double value)
    {
        _values[Next] = Finite.Of(value);
        if (Count < _values.Length) Count++;
        Next = Next + 1 == _values.Length ? 0 : Next + 1;
    }

    public void Save(StateWriter writer)
    {
        writer.Write(Count);
        writer.Write(Next);
        foreach (var value in Values) writer.WriteDouble(value);
    }

    public void Load(ref StateReader reader)
    {
        Count = reader.ReadCount(8);
        Next = reader.ReadInt32();
        var isWhole = Count < _values.Length ? Next == Count : Count == _values.Length && Next >= 0 && Next < Count;
        if (!isWhole) reader.Fail();
        if (reader.Failed) (Count, Next) = (0, 0);
        for (var index = 0; index < Count; index++) _values[index] = reader.ReadDouble();
    }
}
