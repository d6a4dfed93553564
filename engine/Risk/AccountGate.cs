using System;
using Trading.Model;
using Trading.Orders;

namespace Trading.Risk;

/// <summary>
/// An account's own judgement of what strategies send it: the kill switch holds here even where a strategy does not hear of it.
/// What passes gets an approval of its own, and that alone goes to the exchange.
/// </summary>
/// <param name="strategies">How many strategies the account serves.</param>
public sealed class AccountGate(int strategies)
{
    private readonly TradingState[] _states = new TradingState[strategies + 1];

    /// <summary>What a strategy may trade on the account.</summary>
    /// <param name="strategy">Its number, from 1.</param>
    public TradingState StateOf(int strategy) => _states[strategy];

    /// <summary>Sets what a strategy may trade: an operator's command.</summary>
    /// <param name="strategy">Its number, from 1.</param>
    /// <param name="state">The state.</param>
    public void Set(int strategy, TradingState state) => _states[strategy] = state;

    /// <summary>Judges an intent. Cancels pass always.</summary>
    /// <param name="intent">Of a strategy that the account serves.</param>
    /// <param name="exposure">What the strategy has and what it may still get.</param>
    /// <returns>An approval, or the reason that the strategy is told.</returns>
    public Result<Approved<OrderIntent>, OrderReason> Check(in OrderIntent intent, in AccountExposure exposure)
    {
        if (intent.Kind == IntentKind.Cancel) return Approved<OrderIntent>.ByRisk(intent);
        var state = _states[intent.ClientOrderId.Strategy];
        if (state == TradingState.Halted) return OrderReason.TradingHalted;
        if (state == TradingState.Reducing && !exposure.IsReducedBy(intent)) return OrderReason.ReducingOnly;
        return Approved<OrderIntent>.ByRisk(intent);
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
