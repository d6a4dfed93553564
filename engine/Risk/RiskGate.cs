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

    private readonly long[] _sentNs;
    private readonly Sent[] _recent;
    private long _sentCount;
    private long _recentCount;
    private long _lastSequence;

    /// <summary>A gate before the first order.</summary>
    /// <param name="limits">Limits without an error; others are a bug of the caller and throw.</param>
    public RiskGate(RiskLimits limits)
    {
        if (limits.FirstError() is { } error) throw new ArgumentException($"{error}", nameof(limits));
        Limits = limits;
        _sentNs = new long[limits.OrdersPerSecond];
        _recent = new Sent[Math.Min(4_096, limits.RepeatsMax * 4)];
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
        var question = new RiskQuestion(in intent, in inputs, Limits, State)
        {
            LastSequence = _lastSequence,
            Orders = OrdersWithin(inputs.TimeNs - SecondNs) + 1,
            Repeats = RepeatsOf(intent, inputs.TimeNs - Limits.RepeatWindowNs) + 1,
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
        writer.Write(_recentCount);
        foreach (var timeNs in _sentNs) writer.Write(timeNs);
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
        if (State > TradingState.Halted) reader.Fail();
        Denied = reader.ReadInt64();
        _lastSequence = reader.ReadInt64();
        (_sentCount, _recentCount) = (reader.ReadInt64(), reader.ReadInt64());
        if (_sentCount < 0 || _recentCount < 0) reader.Fail();
        foreach (ref var timeNs in _sentNs.AsSpan()) timeNs = reader.ReadInt64();
        foreach (ref var sent in _recent.AsSpan())
        {
            sent = new Sent(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt32(), (Side)reader.ReadByte());
        }
    }

    /// <summary>The state only falls: a lesser cause never lifts a greater one.</summary>
    private bool TryMove(TradingState state, RiskReason reason)
    {
        if (state <= State) return false;
        (State, StateReason) = (state, reason);
        return true;
    }

    /// <summary>Orders after a time; as many as the limit at the most, which is enough to deny.</summary>
    private int OrdersWithin(long afterNs)
    {
        var count = 0;
        while (count < Math.Min(_sentCount, _sentNs.Length) && _sentNs[(_sentCount - 1 - count) % _sentNs.Length] > afterNs) count++;
        return count;
    }

    private int RepeatsOf(in OrderIntent intent, long afterNs)
    {
        var count = 0;
        for (var age = 0; age < Math.Min(_recentCount, _recent.Length); age++)
        {
            ref readonly var sent = ref _recent[(_recentCount - 1 - age) % _recent.Length];
            if (sent.TimeNs <= afterNs) break;
            if (sent.IsSame(intent)) count++;
        }

        return count;
    }

    private void Remember(in OrderIntent intent, long timeNs)
    {
        if (intent.Kind == IntentKind.Submit) _lastSequence = intent.ClientOrderId.Sequence;
        _sentNs[_sentCount++ % _sentNs.Length] = timeNs;
        _recent[_recentCount++ % _recent.Length] =
            new Sent(timeNs, intent.Price, intent.Quantity, intent.Instrument, intent.Side);
    }

    /// <summary>An order that was let through.</summary>
    private readonly record struct Sent(long TimeNs, long Price, long Quantity, int Instrument, Side Side)
    {
        public bool IsSame(in OrderIntent intent) => Side == intent.Side && Price == intent.Price
            && Quantity == intent.Quantity && Instrument == intent.Instrument;
    }
}
