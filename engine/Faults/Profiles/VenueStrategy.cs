using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Trading.Model;
using Trading.Orders;

namespace Trading.Faults;

/// <summary>A strategy of the account: it quotes around the venue's middle, takes now and then, and cancels what is old.</summary>
internal sealed class VenueStrategy
{
    private const int BatchMax = 7;
    private readonly FaultWorld _world;
    private readonly Caller _caller;
    private readonly string _account;
    private readonly int _number;
    private readonly ulong _window;
    private readonly SimulatedVenue _venue;
    private readonly Queue<(ClientOrderId Id, Side Side)> _sent = [];
    private readonly SortedSet<ulong> _open = [];
    private SeededRandom _random;
    private ulong _calls;
    private long _orders;
    private bool _isResting;

    public VenueStrategy(FaultWorld world, int place, string account, int number, ulong window, SimulatedVenue venue)
    {
        (_world, _account, _number, _window, _venue) = (world, account, number, window, venue);
        _caller = new Caller(world, place, "strategy-" + number);
        _random = SeededRandom.Create(world.Config.Seed, "strategy/" + number);
        Think();
    }

    /// <summary>Intents whose calls were answered.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>True when it waits for nothing.</summary>
    public bool IsSettled => _caller.Open == 0;

    /// <summary>Makes no new calls.</summary>
    public void Rest()
    {
        _isResting = true;
        _caller.Read(_account, null);
    }

    private void Think() => _world.Queue.After(_random.Between(1, 1_600_000_000), () =>
    {
        if (_isResting) return;
        if (_random.Below(8) == 0) _caller.Read(_account, _random.Below(2) == 0 ? [1] : null);
        else if (_venue.Middle > 0 && (_open.Count == 0 || _open.Min + _window > _calls + 1)) Call();
        Think();
    });

    private void Call()
    {
        var intents = new OrderIntent[_random.Between(1, BatchMax)];
        for (var i = 0; i < intents.Length; i++) intents[i] = _sent.Count > 20 ? Cancel() : Submit();
        var sequence = ++_calls;
        _open.Add(sequence);
        _caller.Ask(_account, sequence, MemoryMarshal.AsBytes<OrderIntent>(intents).ToArray(), _ =>
        {
            _open.Remove(sequence);
            Acknowledged += intents.Length;
        });
    }

    private OrderIntent Cancel()
    {
        var (id, side) = _sent.Dequeue();
        return new OrderIntent { ClientOrderId = id, Kind = IntentKind.Cancel, Side = side };
    }

    private OrderIntent Submit()
    {
        var side = _random.Below(2) == 0 ? Side.Buy : Side.Sell;
        var id = ClientOrderId.Create(_number, ++_orders);
        _sent.Enqueue((id, side));
        var tick = BookOrders.Instrument.TickSize.Units;
        var price = _venue.Middle / tick * tick + side.Sign() * tick * _random.Between(-6, 4);
        return new OrderIntent
        {
            ClientOrderId = id,
            Kind = IntentKind.Submit,
            Side = side,
            OrderType = OrderType.Limit,
            TimeInForce = TimeInForce.Gtc,
            Price = Math.Max(tick, price),
            Quantity = 10 * _random.Between(1, 40),
        };
    }
}
