using Trading.Exchange;
using Trading.Model;

namespace Trading.Tests.Exchange;

/// <summary>Where a stream's prices lie.</summary>
public enum PriceShape
{
    /// <summary>Twenty neighbouring ticks: deep queues and many trades.</summary>
    Narrow,

    /// <summary>A walk over tens of thousands of ticks.</summary>
    Walk,

    /// <summary>Both ends of the 64-bit range and powers of two between them.</summary>
    Extreme,
}

/// <summary>An endless stream of commands of every kind, a few of them malformed, as a function of its seed.</summary>
internal sealed class CommandStream(ulong seed, PriceShape shape, int ids, long step = 1)
{
    private const long MinuteNs = 60_000_000_000;

    private SeededRandom _random = SeededRandom.Create(seed, "book/commands");
    private long _mid = 30_000;
    private long _nowNs = 1;

    /// <summary>The next command.</summary>
    public BookCommand Next()
    {
        if (_random.Below(64) == 0) _mid = System.Math.Clamp(_mid + _random.Between(-300, 300), 5_000, 60_000);
        if (_random.Below(16) == 0) _nowNs += _random.Below(_random.Below(4) == 0 ? 600 * MinuteNs : 1_000);
        var command = new BookCommand
        {
            OrderId = (ulong)_random.Between(1, ids),
            TimeNs = _random.Below(32) == 0 ? _nowNs - 5 : _nowNs,
            AccountId = (uint)_random.Below(4),
        };
        switch (_random.Below(100))
        {
            case < 62: Submit(ref command); break;
            case < 82: Cancel(ref command); break;
            case < 97: Replace(ref command); break;
            case < 99: command.Kind = BookCommandKind.AdvanceTime; break;
            default: Garble(ref command); break;
        }

        return command;
    }

    private void Submit(ref BookCommand command)
    {
        command.Kind = BookCommandKind.Submit;
        command.Side = _random.Below(2) == 0 ? Side.Buy : Side.Sell;
        command.OrderType = _random.Below(20) switch
        {
            < 14 => OrderType.Limit,
            < 16 => OrderType.Market,
            < 18 => OrderType.StopLimit,
            _ => OrderType.StopMarket,
        };
        command.TimeInForce = _random.Below(20) switch
        {
            < 13 => TimeInForce.Gtc,
            < 15 => TimeInForce.Ioc,
            < 17 => TimeInForce.Fok,
            < 19 => TimeInForce.Gtd,
            _ => TimeInForce.Day,
        };
        command.Price = Price(command.Side);
        command.TriggerPrice = Price(command.Side.Opposite());
        command.Quantity = Quantity();
        if (command.TimeInForce == TimeInForce.Gtd) command.ExpireTimeNs = _nowNs + _random.Between(-10, 30 * MinuteNs);
        if (_random.Below(10) == 0) command.Flags |= OrderFlags.PostOnly;
        if (_random.Below(20) == 0) command.Flags |= OrderFlags.ReduceOnly;
        command.SelfTradePrevention = (SelfTradePrevention)_random.Below(5);
    }

    private void Cancel(ref BookCommand command)
    {
        command.Kind = BookCommandKind.Cancel;
        if (_random.Below(4) != 0) command.AccountId = 0;
    }

    private void Replace(ref BookCommand command)
    {
        command.Kind = BookCommandKind.Replace;
        if (_random.Below(4) != 0) command.AccountId = 0;
        command.Price = Price(_random.Below(2) == 0 ? Side.Buy : Side.Sell);
        command.Quantity = Quantity() - 2;
        if (_random.Below(3) == 0) command.TriggerPrice = Price(Side.Buy);
    }

    private void Garble(ref BookCommand command)
    {
        Submit(ref command);
        switch (_random.Below(7))
        {
            case 0: command.Kind = (BookCommandKind)_random.Below(256); break;
            case 1: command.Side = (Side)_random.Below(256); break;
            case 2: command.OrderType = (OrderType)_random.Below(256); break;
            case 3: command.TimeInForce = (TimeInForce)_random.Below(256); break;
            case 4: command.Flags = (OrderFlags)_random.Below(256); break;
            case 5: command.SelfTradePrevention = (SelfTradePrevention)_random.Below(256); break;
            default:
                command.Price = unchecked((long)_random.NextUInt64());
                command.Quantity = unchecked((long)_random.NextUInt64());
                command.TriggerPrice = unchecked((long)_random.NextUInt64());
                break;
        }
    }

    private long Quantity() => _random.Below(200) == 0 ? 0 : _random.Between(1, 50) * Step();

    // Now and then off the tick or lot.
    private long Step() => step == 1 || _random.Below(20) == 0 ? 1 : step;

    private long Price(Side side) => shape switch
    {
        PriceShape.Narrow => (100 + _random.Between(-10, 10)) * Step(),
        PriceShape.Walk =>
            (_mid + (side == Side.Buy ? -1 : 1) * (_random.Below(1 + _random.Below(800)) - 20)) * Step(),
        PriceShape.Extreme => Extreme(),
    };

    private long Extreme()
    {
        var near = _random.Below(3);
        return _random.Below(4) switch
        {
            0 => 1 + near,
            1 => long.MaxValue - near,
            _ => (1L << (int)_random.Below(63)) + near,
        };
    }
}
