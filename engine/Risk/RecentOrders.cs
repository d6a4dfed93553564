using System;
using System.Collections.Generic;
using Trading.Model;
using Trading.Orders;

namespace Trading.Risk;

/// <summary>
/// The orders of the last second, and of the window of repetitions: they are counted as they come and as they get too old, so that
/// no decision looks them through. Each is taken up and let go once; memory is bounded by the limits.
/// </summary>
internal sealed class RecentOrders(RiskLimits limits)
{
    private const long SecondNs = 1_000_000_000;
    private const int SentBytes = 29;

    private readonly Sent[] _ring = new Sent[limits.RecentMax];
    private readonly Dictionary<Order, int> _repeats = new((int)limits.RecentMax);
    private readonly long _windowNs = limits.RepeatWindowNs;
    private long _end;
    private long _second;
    private long _window;

    /// <summary>Orders within the last second.</summary>
    public int InSecond => (int)(_end - _second);

    /// <summary>Lets go of what is too old.</summary>
    /// <param name="nowNs">The time; it never falls.</param>
    public void Advance(long nowNs)
    {
        while (_second < _end && At(_second).TimeNs <= nowNs - SecondNs) _second++;
        for (; _window < _end && At(_window).TimeNs <= nowNs - _windowNs; _window++)
        {
            var order = At(_window).Order;
            var left = _repeats[order] - 1;
            if (left == 0) _repeats.Remove(order);
            else _repeats[order] = left;
        }
    }

    /// <summary>How often an equal order was sent within the window.</summary>
    public int RepeatsOf(in OrderIntent intent) => _repeats.GetValueOrDefault(Order.Of(intent));

    /// <summary>Takes up an order that is let through, at the time of the last <see cref="Advance"/>.</summary>
    public void Add(in OrderIntent intent, long nowNs)
    {
        var order = Order.Of(intent);
        _ring[_end++ % _ring.Length] = new Sent(nowNs, order);
        _repeats[order] = _repeats.GetValueOrDefault(order) + 1;
    }

    public void Save(StateWriter writer)
    {
        var first = Math.Min(_second, _window);
        writer.Write((int)(_second - first));
        writer.Write((int)(_window - first));
        writer.Write((int)(_end - first));
        for (var number = first; number < _end; number++)
        {
            var (timeNs, order) = At(number);
            writer.Write(timeNs);
            writer.Write(order.Price);
            writer.Write(order.Quantity);
            writer.Write(order.Instrument);
            writer.Write((byte)order.Side);
        }
    }

    public void Load(ref StateReader reader)
    {
        _repeats.Clear();
        (_second, _window, _end) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadCount(SentBytes));
        var isSound = Math.Min(_second, _window) == 0 && Math.Max(_second, _window) <= _end && _end <= _ring.Length;
        if (!isSound)
        {
            reader.Fail();
            (_second, _window, _end) = (0, 0, 0);
        }

        for (var number = 0; number < _end; number++)
        {
            var sent = new Sent(
                reader.ReadInt64(), new Order(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt32(), (Side)reader.ReadByte()));
            if (!sent.Order.Side.IsDefined()) reader.Fail();
            _ring[number] = sent;
            if (number >= _window) _repeats[sent.Order] = _repeats.GetValueOrDefault(sent.Order) + 1;
        }
    }

    private ref readonly Sent At(long number) => ref _ring[number % _ring.Length];

    /// <summary>What makes two orders the same.</summary>
    private readonly record struct Order(long Price, long Quantity, int Instrument, Side Side)
    {
        public static Order Of(in OrderIntent intent) => new(intent.Price, intent.Quantity, intent.Instrument, intent.Side);
    }

    /// <summary>An order that was let through.</summary>
    private readonly record struct Sent(long TimeNs, Order Order);
}
