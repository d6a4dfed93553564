using System;
using Trading.Exchange;
using Trading.Model;

namespace Trading.Faults;

/// <summary>Commands that one client thinks of: orders around a wandering price, cancels and replacements of its own.</summary>
internal sealed class BookOrders(ulong seed, uint client, int commandsMax)
{
    private const int RememberedMax = 24;
    private readonly BookCommand[] _commands = new BookCommand[commandsMax];
    private readonly ulong[] _ids = new ulong[RememberedMax];
    private SeededRandom _random = SeededRandom.Create(seed, "orders/" + client);
    private ulong _orders;
    private long _middle = 10_000;

    /// <summary>The instrument of every simulated book.</summary>
    public static Instrument Instrument { get; } = CreateInstrument();

    /// <summary>A call with the next commands: one, or up to as many as a call may have.</summary>
    public byte[] Next(long nowNs, out int count)
    {
        count = (int)_random.Between(1, _commands.Length);
        for (var i = 0; i < count; i++) _commands[i] = NextCommand(nowNs);
        return BookCall.Commands(_commands.AsSpan(0, count));
    }

    private BookCommand NextCommand(long nowNs)
    {
        var dice = _random.Below(100);
        if (_orders > 0 && dice < 35) return Change(nowNs, isCancel: dice < 25);
        _middle = Math.Clamp(_middle + _random.Between(-3, 3), 5_000, 15_000);
        var side = _random.Below(2) == 0 ? Side.Buy : Side.Sell;
        var isMarket = _random.Below(20) == 0;
        var id = ((ulong)client << 32) | ++_orders;
        _ids[_orders % RememberedMax] = id;
        return new BookCommand
        {
            Kind = BookCommandKind.Submit,
            OrderId = id,
            AccountId = client,
            Side = side,
            OrderType = isMarket ? OrderType.Market : OrderType.Limit,
            TimeInForce = isMarket ? TimeInForce.Ioc : TimeInForce.Gtc,
            Price = isMarket ? 0 : 5 * (_middle + side.Sign() * _random.Between(-12, 4)),
            Quantity = 10 * _random.Between(1, 50),
            TimeNs = nowNs,
        };
    }

    private BookCommand Change(long nowNs, bool isCancel) => new()
    {
        Kind = isCancel ? BookCommandKind.Cancel : BookCommandKind.Replace,
        OrderId = _ids[_random.Below(RememberedMax)],
        AccountId = client,
        Price = 5 * (_middle + _random.Between(-8, 8)),
        Quantity = 10 * _random.Between(1, 50),
        TimeNs = nowNs,
    };

    private static Instrument CreateInstrument()
    {
        if (InstrumentId.Create("sim", "BTC-USDT").TryGet(out var id, out _)
            && Instrument.Create(
                id, InstrumentKind.Spot, 2, 4, new Price(5), new Quantity(10), new Quantity(10), new Quantity(1_000_000_000), Notional.Zero)
                .TryGet(out var instrument, out _))
        {
            return instrument;
        }

        throw new InvalidOperationException("the simulated instrument breaks a rule of instruments");
    }
}
