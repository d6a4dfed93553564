using Trading.Model;

namespace Trading.Strategy;

/// <summary>How a strategy failed. The host halts it: its orders are canceled and it is not called again.</summary>
/// <param name="Callback">The call that threw.</param>
/// <param name="Exception">The exception's type, with its namespace.</param>
/// <param name="Message">The exception's message, cut to <see cref="MessageLengthMax"/> characters.</param>
/// <param name="TimeNs">The time of the call, UNIX nanoseconds; 0 for Save and Load.</param>
public sealed record StrategyFault(StrategyCallback Callback, string Exception, string Message, long TimeNs)
{
    /// <summary>The most characters of a message.</summary>
    public const int MessageLengthMax = 200;

    /// <summary>One line for people.</summary>
    public override string ToString() => $"{Callback} threw {Exception}: {Message}";

    internal static void Save(StrategyFault? fault, StateWriter writer)
    {
        writer.Write((byte)(fault?.Callback ?? 0));
        if (fault is null) return;
        writer.Write(fault.Exception);
        writer.Write(fault.Message);
        writer.Write(fault.TimeNs);
    }

    internal static StrategyFault? Read(ref StateReader reader)
    {
        var callback = (StrategyCallback)reader.ReadByte();
        if (callback == 0) return null;
        if (callback > StrategyCallback.Load) reader.Fail();
        return new StrategyFault(callback, reader.ReadString(), reader.ReadString(), reader.ReadInt64());
    }
}
