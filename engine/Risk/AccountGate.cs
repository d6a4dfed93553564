using System;
using Trading.Model;
using Trading.Orders;

namespace Trading.Risk;

/// <summary>
/// An account's own judgement of what strategies send it: the kill switch and the leases hold here even where a strategy does not
/// hear of them. What passes gets an approval of its own, and that alone goes to the exchange.
/// </summary>
/// <param name="strategies">How many strategies the account serves.</param>
/// <param name="limits">Limits without an error.</param>
public sealed class AccountGate(int strategies, RiskLimits limits)
{
    private readonly TradingState[] _states = new TradingState[strategies + 1];

    /// <summary>What a strategy may trade on the account.</summary>
    /// <param name="strategy">Its number, from 1.</param>
    public TradingState StateOf(int strategy) => _states[strategy];

    /// <summary>Sets what a strategy may trade: an operator's command.</summary>
    /// <param name="strategy">Its number, from 1.</param>
    /// <param name="state">The state.</param>
    public void Set(int strategy, TradingState state) => _states[strategy] = state;

    /// <summary>Judges an intent of a strategy that the account serves. Cancels pass always.</summary>
    public RiskDecision Check(in OrderIntent intent, in RiskInputs inputs)
    {
        if (intent.Kind == IntentKind.Cancel) return RiskDecision.Approve(intent);
        var question = new RiskQuestion(in intent, in inputs, limits, _states[intent.ClientOrderId.Strategy]);
        foreach (var (reason, isAllowed) in RiskRules.OfAccount)
        {
            if (isAllowed(question, out var value, out var limit)) continue;
            return RiskDecision.Deny(value == Int128.MaxValue ? RiskReason.Overflow : reason, value, limit);
        }

        return RiskDecision.Approve(intent);
    }

    /// <summary>Writes the state.</summary>
    public void Save(StateWriter writer)
    {
        foreach (var state in _states) writer.Write((byte)state);
    }

    /// <summary>Reads what <see cref="Save"/> wrote, for as many strategies.</summary>
    public void Load(ref StateReader reader)
    {
        foreach (ref var state in _states.AsSpan())
        {
            state = (TradingState)reader.ReadByte();
            if (state > TradingState.Halted) reader.Fail();
        }
    }
}
