using Trading.Exchange;
using Trading.Model;
using Xunit;

namespace Trading.Tests.Grains;

/// <summary>Seeded commands and the rules that they fit.</summary>
internal static class Flow
{
    public static Instrument Rules(string instrument)
    {
        Assert.True(InstrumentId.Parse(instrument).TryGet(out var id, out _));
        var made = Instrument.Create(
            id, InstrumentKind.Spot, 2, 3, new Price(1), new Quantity(1), new Quantity(1),
            new Quantity(1_000_000), Notional.Zero);
        Assert.True(made.TryGet(out var rules, out _));
        return rules;
    }

    /// <summary>An order that meets nobody.</summary>
    public static BookCommand Resting(ulong orderId) => new()
    {
        Kind = BookCommandKind.Submit,
        OrderId = orderId,
        Side = Side.Buy,
        OrderType = OrderType.Limit,
        TimeInForce = TimeInForce.Gtc,
        Price = 90,
        Quantity = 5,
    };

    public static byte[] Batch(ulong seed, int count) => BookCall.Commands(Commands(seed, count));

    public static BookCommand[] Commands(ulong seed, int count)
    {
        var random = SeededRandom.Create(seed, "flow");
        var commands = new BookCommand[count];
        for (var i = 0; i < count; i++)
        {
            commands[i] = new BookCommand
            {
                Kind = random.Below(4) == 0 ? BookCommandKind.Cancel : BookCommandKind.Submit,
                OrderId = (ulong)random.Between(1, 200),
                Side = random.Below(2) == 0 ? Side.Buy : Side.Sell,
                OrderType = OrderType.Limit,
                TimeInForce = TimeInForce.Gtc,
                Price = random.Between(90, 110),
                Quantity = random.Between(1, 50),
                TimeNs = i,
            };
        }

        return commands;
    }
}
