using System;
using Trading.Client.Sim;
using Trading.Exchange;
using Trading.Model;

namespace Trading.Campaigns.Kills;

/// <summary>The calls of one client, drawn from a seed: orders around one price, and cancels of them.</summary>
internal sealed class OrderStream(ulong seed, int client)
{
    private const int CommandsMax = 16;
    private const long Middle = 60_000_00;
    private const long Tick = 50;
    private SeededRandom _random = SeededRandom.Create(seed, $"orders-{client}");
    private ulong _orders;

    /// <summary>The rules of a book.</summary>
    public static Instrument Rules(string symbol) =>
        SimulatedInstruments.Create(symbol).TryGet(out var rules, out var error)
            ? rules
            : throw new InvalidOperationException(error);

    /// <summary>The payload of the next call.</summary>
    public byte[] Next()
    {
        var commands = new BookCommand[_random.Between(1, CommandsMax)];
        for (var i = 0; i < commands.Length; i++) commands[i] = Command();
        return BookCall.Commands(commands);
    }

    private BookCommand Command()
    {
        if (_orders > 0 && _random.ChancePpm(300_000))
        {
            return new BookCommand
            {
                Kind = BookCommandKind.Cancel,
                OrderId = Id(_orders - (ulong)_random.Below((long)ulong.Min(_orders, 64))),
            };
        }

        var side = _random.ChancePpm(500_000) ? Side.Buy : Side.Sell;
        var away = _random.Between(-4, 40) * Tick;
        return new BookCommand
        {
            Kind = BookCommandKind.Submit,
            OrderId = Id(++_orders),
            Side = side,
            OrderType = OrderType.Limit,
            TimeInForce = TimeInForce.Gtc,
            Price = side == Side.Buy ? Middle - away : Middle + away,
            Quantity = _random.Between(100, 2_000),
        };
    }

    private ulong Id(ulong order) => ((ulong)(client + 1) << 40) | order;
}
