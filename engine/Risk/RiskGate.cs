using System;
using Trading.Model;
using Trading.Orders;

namespace Trading.Risk;

/// <summary>
/// One strategy's risk: every new order and replacement is asked for here, cancels pass always, and the trading state moves only
/// towards less until an operator says otherwise. A function of its inputs: replay and restart decide alike.
/// </summary>
/// <remarks>Nothing is allocated by a decision. Memory is constant: it grows with the limits, not with time.</remarks>
public sealed class RiskGate
{
    private const long SecondNs = 1_000_000_000;

    private readonly Sent[] _recent;
    private long _sentCount;
    private long _lastSequence;

    /// <summary>A gate before the first order.</summary>
    /// <param name="limits">Limits without an error; others are a bug of the caller and throw.</param>
    public RiskGate(RiskLimits limits)
    {
        if (limits.FirstError() is { } error) throw new ArgumentException($"{error}", nameof(limits));
        Limits = limits;
        _recent = new Sent[limits.RecentMax];
    }

    /// <summary>What is allowed.</summary>
    public RiskLimits Limits { get; }

    /// <summary>What may be traded.</summary>
    public TradingState State { get; private set; }

    /// <summary>Why the state is not Active; None while it is.</summary>
    public RiskReason StateReason { get; private set; }

    /// <summary>Intents that were denied.</summary>
    public long Denied { get; private set; }

    /// <summary>Judges an intent.</summary>
    public RiskDecision Check(in OrderIntent intent, in RiskInputs inputs)
    {
        if (intent.Kind == IntentKind.Cancel) return RiskDecision.Approve(intent);
        var (orders, repeats) = CountRecent(intent, inputs.TimeNs);
        var question = new RiskQuestion(in intent, in inputs, Limits, State)
        {
            LastSequence = _lastSequence,
            Orders = orders + 1,
            Repeats = repeats + 1,
        };
        foreach (var (reason, isAllowed) in RiskRules.All)
        {
            if (isAllowed(question, out var value, out var limit)) continue;
            Denied++;
            return RiskDecision.Deny(value == Int128.MaxValue ? RiskReason.Overflow : reason, value, limit);
        }

        Remember(intent, inputs.TimeNs);
        return RiskDecision.Approve(intent);
    }

    /// <summary>Looks at what the strategy is worth.</summary>
    /// <param name="loss">Capital lost since the beginning, of the quote asset; negative for a profit.</param>
    /// <param name="drawdown">The fall of equity from its peak.</param>
    /// <param name="exposure">The gross exposure of its positions.</param>
    /// <returns>True when the trading state has changed.</returns>
    public bool Observe(Money loss, Money drawdown, Money exposure)
    {
        if (loss > Limits.LossLimit) return TryMove(TradingState.Halted, RiskReason.LossLimit);
        if (drawdown > Limits.DrawdownLimit) return TryMove(TradingState.Halted, RiskReason.DrawdownLimit);
        return exposure > Limits.ExposureLimit && TryMove(TradingState.Reducing, RiskReason.ExposureLimit);
    }

    /// <summary>Stops trading by hand.</summary>
    /// <param name="state">Reducing or Halted.</param>
    /// <returns>True when the trading state has changed.</returns>
    public bool Kill(TradingState state) => TryMove(state, RiskReason.KillSwitch);

    /// <summary>Lets positions be closed, also where trading was halted: an operator's explicit command.</summary>
    /// <returns>True when the trading state has changed.</returns>
    public bool Unwind()
    {
        if (State == TradingState.Reducing) return false;
        (State, StateReason) = (TradingState.Reducing, RiskReason.KillSwitch);
        return true;
    }

    /// <summary>Whether the limits of one order allow a market order that reduces a position.</summary>
    public bool FitsOneOrder(Instrument instrument, Side side, Price reference, long quantity)
    {
        var price = side == Side.Buy ? (Int128)reference.Units * (1_000_000 + Limits.CollarPpm) / 1_000_000 : reference.Units;
        return quantity <= instrument.MaxQuantity.Units
            && Money.From(new Quantity(quantity), instrument) <= Limits.MaxOrderQty
            && price <= long.MaxValue
            && Money.TryFrom(new Price((long)price) * new Quantity(quantity), instrument, out var notional)
            && notional <= Limits.MaxNotional;
    }

    /// <summary>Makes everything tradable again: an operator's explicit command, never the gate's own idea.</summary>
    public void Resume() => (State, StateReason) = (TradingState.Active, RiskReason.None);

    /// <summary>Writes the state.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write((byte)State);
        writer.Write((byte)StateReason);
        writer.Write(Denied);
        writer.Write(_lastSequence);
        writer.Write(_sentCount);
        foreach (ref readonly var sent in _recent.AsSpan())
        {
            writer.Write(sent.TimeNs);
            writer.Write(sent.Price);
            writer.Write(sent.Quantity);
            writer.Write(sent.Instrument);
            writer.Write((byte)sent.Side);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote, for the same limits.</summary>
    public void Load(ref StateReader reader)
    {
        (State, StateReason) = ((TradingState)reader.ReadByte(), (RiskReason)reader.ReadByte());
        if (State > TradingState.Halted || StateReason > RiskReason.KillSwitch) reader.Fail();
        Denied = reader.ReadInt64();
        _lastSequence = reader.ReadInt64();
        _sentCount = reader.ReadInt64();
        if (_sentCount < 0) reader.Fail();
        foreach (ref var sent in _recent.AsSpan())
        {
            sent = new Sent(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt32(), (Side)reader.ReadByte());
            if (sent.Side > Side.Sell) reader.Fail();
        }
    }

    /// <summary>The state only falls: a lesser cause never lifts a greater one.</summary>
    private bool TryMove(TradingState state, RiskReason reason)
    {
        if (state <= State) return false;
        (State, StateReason) = (state, reason);
        return true;
    }

    /// <summary>Orders within the last second, and those equal to one within the window of repetitions.</summary>
    private (int Orders, int Repeats) CountRecent(in OrderIntent intent, long timeNs)
    {
        var (orders, repeats) = (0, 0);
        var oldestNs = timeNs - Math.Max(SecondNs, Limits.RepeatWindowNs);
        for (var number = _sentCount - 1; number >= 0 && number >= _sentCount - _recent.Length; number--)
        {
            ref readonly var sent = ref _recent[number % _recent.Length];
            if (sent.TimeNs <= oldestNs) break;
            if (sent.TimeNs > timeNs - SecondNs) orders++;
            if (sent.TimeNs > timeNs - Limits.RepeatWindowNs && sent.IsSame(intent)) repeats++;
        }

        return (orders, repeats);
    }

    private void Remember(in OrderIntent intent, long timeNs)
    {
        if (intent.Kind == IntentKind.Submit) _lastSequence = intent.ClientOrderId.Sequence;
        _recent[_sentCount++ % _recent.Length] = new Sent(timeNs, intent.Price, intent.Quantity, intent.Instrument, intent.Side);
    }

    /// <summary>An order that was let through.</summary>
    private readonly record struct Sent(long TimeNs, long Price, long Quantity, int Instrument, Side Side)
    {
        public bool IsSame(in OrderIntent intent) => Side == intent.Side && Price == intent.Price
            && Quantity == intent.Quantity && Instrument == intent.Instrument;
    }
}
