using System;
using System.Collections.Generic;
using Trading.Model;
using Trading.Orders;

namespace Trading.Capital;

/// <summary>
/// Meters strategies' leases by a hold for every working order: what it may still fill at the price that it was approved at. A
/// hold shrinks with every fill and ends with its order; the position that a fill makes is counted by the portfolio.
/// </summary>
/// <param name="strategies">The greatest strategy number.</param>
public sealed class LeaseMeter(int strategies)
{
    private const long SecondNs = 1_000_000_000;

    private readonly Lease[] _leases = new Lease[strategies + 1];
    private readonly Money[] _held = new Money[strategies + 1];
    private readonly long[] _clearNs = new long[strategies + 1];
    private readonly Dictionary<ulong, Hold> _holds = [];

    /// <summary>Holds that are not zero.</summary>
    public int Count => _holds.Count;

    /// <summary>The lease that is applied to a strategy.</summary>
    public Lease LeaseOf(int strategy) => _leases[strategy];

    /// <summary>The sum of a strategy's holds.</summary>
    public Money HeldBy(int strategy) => _held[strategy];

    /// <summary>What is held for an order; zero for one that can only reduce.</summary>
    public Money HoldOf(ClientOrderId id) => _holds.TryGetValue(id.Value, out var hold) ? hold.Amount : Money.Zero;

    /// <summary>Takes a lease.</summary>
    /// <returns>False for one that is not later than the lease that is applied: it changes nothing.</returns>
    public bool TryAccept(in Lease lease)
    {
        if (lease.Number <= _leases[lease.Strategy].Number) return false;
        _leases[lease.Strategy] = lease;
        return true;
    }

    /// <summary>How long the lease's rate needs for what was sent, one more order included, in nanoseconds; a second is allowed.</summary>
    public long BacklogNs(int strategy, long nowNs) => _leases[strategy].OrdersPerSecond <= 0
        ? long.MaxValue
        : Math.Max(_clearNs[strategy], nowNs) - nowNs + SecondNs / _leases[strategy].OrdersPerSecond;

    /// <summary>Counts an order that was let through.</summary>
    public void Spend(int strategy, long nowNs) => _clearNs[strategy] = nowNs + BacklogNs(strategy, nowNs);

    /// <summary>Sets an order's hold.</summary>
    /// <param name="id">The order.</param>
    /// <param name="amount">What is held, in the reporting asset.</param>
    /// <param name="openQty">For what it may still fill, in quantity units; positive.</param>
    public void Set(ClientOrderId id, Money amount, long openQty)
    {
        Release(id);
        if (amount == Money.Zero) return;
        _held[id.Strategy] += amount;
        _holds[id.Value] = new Hold(amount, openQty);
    }

    /// <summary>Follows an order that may fill less than before, or more.</summary>
    /// <param name="entry">The order as it is now.</param>
    public void Follow(in OrderEntry entry)
    {
        if (!_holds.TryGetValue(entry.ClientOrderId.Value, out var hold)) return;
        if (entry.OpenQty == 0) Release(entry.ClientOrderId);
        else if (entry.OpenQty != hold.OpenQty) Set(entry.ClientOrderId, hold.For(entry.OpenQty), entry.OpenQty);
    }

    /// <summary>Ends an order's hold.</summary>
    public void Release(ClientOrderId id)
    {
        if (_holds.Remove(id.Value, out var hold)) _held[id.Strategy] -= hold.Amount;
    }

    /// <summary>Writes the state.</summary>
    /// <param name="writer">Takes it.</param>
    /// <param name="orders">The orders that are held for: their order is that of the bytes.</param>
    public void Save(StateWriter writer, OrderTable orders)
    {
        foreach (ref readonly var lease in _leases.AsSpan()) lease.Save(writer);
        foreach (var clearNs in _clearNs) writer.Write(clearNs);
        writer.Write(_holds.Count);
        foreach (ref readonly var entry in orders.Open())
        {
            if (!_holds.TryGetValue(entry.ClientOrderId.Value, out var hold)) continue;
            writer.Write(entry.ClientOrderId.Value);
            writer.Write(hold.Amount);
            writer.Write(hold.OpenQty);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote, for as many strategies.</summary>
    public void Load(ref StateReader reader)
    {
        foreach (ref var lease in _leases.AsSpan()) lease = Lease.Read(ref reader);
        foreach (ref var clearNs in _clearNs.AsSpan()) clearNs = reader.ReadInt64();
        _holds.Clear();
        Array.Clear(_held);
        for (var left = reader.ReadCount(32); left > 0; left--)
        {
            var (id, amount, openQty) = (new ClientOrderId(reader.ReadUInt64()), reader.ReadMoney(), reader.ReadInt64());
            if (id.Strategy > strategies || amount <= Money.Zero || openQty <= 0 || _holds.ContainsKey(id.Value)) reader.Fail();
            else Set(id, amount, openQty);
        }
    }

    private readonly record struct Hold(Money Amount, long OpenQty)
    {
        public Money For(long openQty) => Amount.ProRata(openQty, OpenQty);
    }
}
