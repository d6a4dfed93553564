using System;
using Trading.Model;

namespace Trading.Strategy;

/// <summary>Floating-point numbers in saved states, bit by bit: strategies and indicators are the only ones that have any.</summary>
public static class StateDoubles
{
    /// <summary>Writes a number's 64 bits.</summary>
    public static void WriteDouble(this StateWriter writer, double value) => writer.Write(BitConverter.DoubleToInt64Bits(value));

    /// <summary>Reads a number; anything but a finite one is damage, since <see cref="WriteDouble"/>'s callers have no others.</summary>
    public static double ReadDouble(this ref StateReader reader)
    {
        var value = BitConverter.Int64BitsToDouble(reader.ReadInt64());
        if (double.IsFinite(value)) return value;
        reader.Fail();
        return 0;
    }
}
