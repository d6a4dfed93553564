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
    private readonly RecentOrders _recent;
    private readonly RiskLimits[] _ofInstrument;
    private long _lastSequence;

    /// <summary>A gate before the first order.</summary>
    /// <param name="limits">Limits without an error; others are a bug of the caller and throw.</param>
    public RiskGate(RiskLimits limits)
    {
        if (limits.FirstError() is { } error) throw new ArgumentException($"{error}", nameof(limits));
        Limits = limits;
        _recent = new RecentOrders(limits);
        // Made once, so that a decision makes nothing.
        _ofInstrument = new RiskLimits[limits.InstrumentMax + 1];
        for (var i = 0; i < _ofInstrument.Length; i++) _ofInstrument[i] = limits.For(i);
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
        _recent.Advance(inputs.TimeNs);
        var question = new RiskQuestion(in intent, in inputs, LimitsOf(intent.Instrument), State)
        {
            LastSequence = _lastSequence,
            Orders = _recent.InSecond + 1,
            Repeats = _recent.RepeatsOf(intent) + 1,
        };
        foreach (var (reason, isAllowed) in RiskRules.All)
        {
            if (isAllowed(question, out var value, out var limit)) continue;
            Denied++;
            return RiskDecision.Deny(value == Int128.MaxValue ? RiskReason.Overflow : reason, value, limit);
        }

        if (intent.Kind == IntentKind.Submit) _lastSequence = intent.ClientOrderId.Sequence;
        _recent.Add(intent, inputs.TimeNs);
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
    /// <param name="index">The instrument's index.</param>
    /// <param name="instrument">The instrument's rules.</param>
    /// <param name="side">The order's side.</param>
    /// <param name="reference">The price that it is judged by.</param>
    /// <param name="quantity">In quantity units.</param>
    public bool FitsOneOrder(int index, Instrument instrument, Side side, Price reference, long quantity)
    {
        var limits = LimitsOf(index);
        var price = side == Side.Buy ? (Int128)reference.Units * (1_000_000 + limits.CollarPpm) / 1_000_000 : reference.Units;
        return quantity <= instrument.MaxQuantity.Units
            && Money.From(new Quantity(quantity), instrument) <= limits.MaxOrderQty
            && price <= long.MaxValue
            && Money.TryFrom(new Price((long)price) * new Quantity(quantity), instrument, out var notional)
            && notional <= limits.MaxNotional;
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
        _recent.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote, for the same limits.</summary>
    public void Load(ref StateReader reader)
    {
        (State, StateReason) = ((TradingState)reader.ReadByte(), (RiskReason)reader.ReadByte());
        if (State > TradingState.Halted || StateReason > RiskReason.KillSwitch) reader.Fail();
        Denied = reader.ReadInt64();
        _lastSequence = reader.ReadInt64();
        _recent.Load(ref reader);
    }

    /// <summary>The state only falls: a lesser cause never lifts a greater one.</summary>
    private bool TryMove(TradingState state, RiskReason reason)
    {
        if (state <= State) return false;
        (State, StateReason) = (state, reason);
        return true;
    }

    private RiskLimits LimitsOf(int instrument) => instrument < _ofInstrument.Length ? _ofInstrument[instrument] : Limits;
}
