using System.Runtime.InteropServices;
using Trading.Model;
using Trading.Orders;
using Trading.Strategy;

namespace Trading.Desk;

/// <summary>A denial on its way to the strategy.</summary>
internal readonly record struct Denial(OrderIntent Intent, OrderReason Reason, RiskVerdict Verdict)
{
    /// <summary>The size of a saved one.</summary>
    public const int Bytes = OrderIntent.SizeBytes + 41;

    public static Denial Read(ref StateReader reader)
    {
        var intent = reader.ReadBlock();
        if (intent.Length != OrderIntent.SizeBytes) reader.Fail();
        var (reason, rule) = ((OrderReason)reader.ReadByte(), reader.ReadInt32());
        var verdict = new RiskVerdict(rule, reader.ReadInt128(), reader.ReadInt128());
        return new Denial(reader.Failed ? default : MemoryMarshal.Read<OrderIntent>(intent), reason, verdict);
    }

    public void Save(StateWriter writer)
    {
        var intent = Intent;
        writer.WriteBlock(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in intent, 1)));
        writer.Write((byte)Reason);
        writer.Write(Verdict.Rule);
        writer.Write(Verdict.Value);
        writer.Write(Verdict.Limit);
    }
}
