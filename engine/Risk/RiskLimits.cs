using System;
using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Risk;

/// <summary>Why limits were refused.</summary>
public enum RiskLimitsError : byte
{
    /// <summary>An amount is not positive.</summary>
    AmountNotPositive = 1,

    /// <summary>The collar is outside 1 to 1,000,000 parts per million.</summary>
    BadCollar = 2,

    /// <summary>A count or rate is not positive.</summary>
    CountNotPositive = 3,

    /// <summary>A time is outside 1 ms to 1 day.</summary>
    BadTime = 4,

    /// <summary>More than 100,000 orders may be sent within the window of repetitions: they are all remembered.</summary>
    TooManyRecentOrders = 5,

    /// <summary>An instrument's limits name an index below 0 or above 65,535, or one that was named before.</summary>
    BadInstrument = 6,
}

/// <summary>The limits of one strategy. A value at the limit passes, one beyond it is denied.</summary>
public sealed record RiskLimits
{
    /// <summary>Limits that only stop accidents: 1,000,000 of the quote asset an order, 10,000,000 a position, a collar of 10 %.</summary>
    public static readonly RiskLimits Wide = new();

    /// <summary>No limits are loaded: every order is denied.</summary>
    public static readonly RiskLimits None = new() { IsLoaded = false };

    /// <summary>False while there are no limits to judge by.</summary>
    public bool IsLoaded { get; private init; } = true;

    /// <summary>What differs for single instruments.</summary>
    public ImmutableArray<InstrumentLimits> Instruments { get; init; } = [];

    /// <summary>The greatest quantity of an order, of the base asset.</summary>
    public Money MaxOrderQty { get; init; } = Whole(1_000_000_000);

    /// <summary>The greatest price × quantity of an order, of the quote asset.</summary>
    public Money MaxNotional { get; init; } = Whole(1_000_000);

    /// <summary>The greatest notional of a position, open orders of its side included, of the quote asset.</summary>
    public Money PositionLimit { get; init; } = Whole(10_000_000);

    /// <summary>How far a limit price may lie beyond the reference price on its aggressive side, in parts per million of it.</summary>
    public int CollarPpm { get; init; } = 100_000;

    /// <summary>New orders and replacements within any second; with <see cref="RepeatWindowNs"/> it bounds what is remembered.</summary>
    public int OrdersPerSecond { get; init; } = 1_000;

    /// <summary>Open orders at once.</summary>
    public int OpenOrdersMax { get; init; } = 1_000;

    /// <summary>How often the same side, price and quantity may be sent within <see cref="RepeatWindowNs"/>.</summary>
    public int RepeatsMax { get; init; } = 100;

    /// <summary>The window of repetitions, in nanoseconds.</summary>
    public long RepeatWindowNs { get; init; } = 1_000_000_000;

    /// <summary>How old the market's last event may be, in nanoseconds.</summary>
    public long StaleAfterNs { get; init; } = 60_000_000_000;

    /// <summary>The greatest loss since the beginning, of the quote asset; then trading is halted.</summary>
    public Money LossLimit { get; init; } = Whole(1_000_000);

    /// <summary>The greatest fall of equity from its peak, of the quote asset; then trading is halted.</summary>
    public Money DrawdownLimit { get; init; } = Whole(1_000_000);

    /// <summary>The greatest gross exposure of positions, of the quote asset; beyond it trading is reducing.</summary>
    public Money ExposureLimit { get; init; } = Whole(10_000_000);

    /// <summary>The greatest index of an instrument with limits of its own; −1 without one.</summary>
    internal int InstrumentMax
    {
        get
        {
            var max = -1;
            foreach (var own in Instruments) max = Math.Max(max, own.Instrument);
            return max;
        }
    }

    /// <summary>The most orders that may be sent within a second or the window of repetitions, whichever is longer.</summary>
    internal long RecentMax => OrdersPerSecond * Math.Max(1, (RepeatWindowNs + 999_999_999) / 1_000_000_000);

    /// <summary>The limits of one instrument.</summary>
    /// <param name="instrument">The instrument's index.</param>
    public RiskLimits For(int instrument)
    {
        foreach (var own in Instruments)
        {
            if (own.Instrument != instrument) continue;
            return this with
            {
                Instruments = [],
                MaxOrderQty = own.MaxOrderQty ?? MaxOrderQty,
                MaxNotional = own.MaxNotional ?? MaxNotional,
                PositionLimit = own.PositionLimit ?? PositionLimit,
                CollarPpm = own.CollarPpm ?? CollarPpm,
                StaleAfterNs = own.StaleAfterNs ?? StaleAfterNs,
            };
        }

        return this;
    }

    /// <summary>Checks the limits.</summary>
    /// <returns>The first thing that is wrong; null when nothing is.</returns>
    public RiskLimitsError? FirstError()
    {
        foreach (var amount in (Money[])[MaxOrderQty, MaxNotional, PositionLimit, LossLimit, DrawdownLimit, ExposureLimit])
        {
            if (amount <= Money.Zero) return RiskLimitsError.AmountNotPositive;
        }

        if (CollarPpm is < 1 or > 1_000_000) return RiskLimitsError.BadCollar;
        if (OrdersPerSecond < 1 || OpenOrdersMax < 1 || RepeatsMax < 1) return RiskLimitsError.CountNotPositive;
        if (!IsTime(RepeatWindowNs) || !IsTime(StaleAfterNs)) return RiskLimitsError.BadTime;
        return RecentMax > 100_000 ? RiskLimitsError.TooManyRecentOrders : FirstInstrumentError();
    }

    private RiskLimitsError? FirstInstrumentError()
    {
        for (var i = 0; i < Instruments.Length; i++)
        {
            var index = Instruments[i].Instrument;
            if (index is < 0 or > ushort.MaxValue) return RiskLimitsError.BadInstrument;
            for (var before = 0; before < i; before++)
            {
                if (Instruments[before].Instrument == index) return RiskLimitsError.BadInstrument;
            }

            if (For(index).FirstError() is { } error) return error;
        }

        return null;
    }

    /// <summary>Writes every value: for hashes of configurations.</summary>
    public void Save(StateWriter writer)
    {
        foreach (var amount in (Money[])[MaxOrderQty, MaxNotional, PositionLimit, LossLimit, DrawdownLimit, ExposureLimit])
        {
            writer.Write(amount);
        }

        writer.Write(CollarPpm);
        writer.Write(OrdersPerSecond);
        writer.Write(OpenOrdersMax);
        writer.Write(RepeatsMax);
        writer.Write(RepeatWindowNs);
        writer.Write(StaleAfterNs);
        writer.Write(IsLoaded);
        writer.Write(Instruments.Length);
        foreach (var own in Instruments) own.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote; the reader knows when it is damaged. Values are not checked.</summary>
    public static RiskLimits Read(ref StateReader reader) => new()
    {
        MaxOrderQty = reader.ReadMoney(),
        MaxNotional = reader.ReadMoney(),
        PositionLimit = reader.ReadMoney(),
        LossLimit = reader.ReadMoney(),
        DrawdownLimit = reader.ReadMoney(),
        ExposureLimit = reader.ReadMoney(),
        CollarPpm = reader.ReadInt32(),
        OrdersPerSecond = reader.ReadInt32(),
        OpenOrdersMax = reader.ReadInt32(),
        RepeatsMax = reader.ReadInt32(),
        RepeatWindowNs = reader.ReadInt64(),
        StaleAfterNs = reader.ReadInt64(),
        IsLoaded = reader.ReadBool(),
        Instruments = ReadInstruments(ref reader),
    };

    private static ImmutableArray<InstrumentLimits> ReadInstruments(ref StateReader reader)
    {
        var instruments = ImmutableArray.CreateBuilder<InstrumentLimits>();
        for (var left = reader.ReadCount(67); left > 0; left--) instruments.Add(InstrumentLimits.Read(ref reader));
        return instruments.ToImmutable();
    }

    private static bool IsTime(long ns) => ns is >= 1_000_000 and <= 86_400_000_000_000;

    private static Money Whole(long amount) => new((Int128)amount * DecimalText.PowerOfTen(Money.Scale));
}
