using Trading.Market;
using Trading.Model;
using Trading.Orders;

namespace Trading.Strategy;

/// <summary>
/// A trading strategy: a state machine that hears what happens and says through its context what it wants done. The same
/// object runs in backtests, in paper trading and live.
/// </summary>
/// <remarks>
/// Callbacks come one at a time, never nested, in the order of docs/design/STRATEGY.md. A strategy decides from its
/// callbacks, its context and its own fields alone: no clock, no randomness but <see cref="StrategyContext.Random"/>, no
/// threads, no files. An exception of a callback halts the strategy (<see cref="GuardedStrategy"/>); others go on.
/// </remarks>
public interface IStrategy
{
    /// <summary>Once, before every other callback: subscribe to bars and set timers here. Not called again after a restore.</summary>
    void OnStart(StrategyContext context)
    {
    }

    /// <summary>Once, as the last callback of a session: cancel what shall not stay.</summary>
    void OnStop(StrategyContext context)
    {
    }

    /// <summary>An instrument's book changed, or its state did.</summary>
    /// <param name="context">Views and intents.</param>
    /// <param name="instrument">Its index in <see cref="StrategyContext.Instruments"/>.</param>
    void OnMarket(StrategyContext context, int instrument)
    {
    }

    /// <summary>A trade was published.</summary>
    void OnTrade(StrategyContext context, int instrument, in PublicTrade trade)
    {
    }

    /// <summary>A subscribed bar closed.</summary>
    void OnBar(StrategyContext context, int instrument, in Bar bar)
    {
    }

    /// <summary>A timer that the strategy set is due.</summary>
    /// <param name="context">Views and intents.</param>
    /// <param name="timer">The number that was given to <see cref="StrategyContext.SetTimer"/>.</param>
    void OnTimer(StrategyContext context, int timer)
    {
    }

    /// <summary>An own order was filled, in part or in full: LastQty at LastPx.</summary>
    /// <remarks>Position and open orders have it already. An order that a fill completes is told by nothing else.</remarks>
    void OnFill(StrategyContext context, in ExecutionReport fill)
    {
    }

    /// <summary>Anything else that happened to an own order: acknowledged, denied, rejected, canceled, expired, replaced.</summary>
    /// <remarks>The open orders have it already.</remarks>
    void OnOrder(StrategyContext context, in OrderEvent e)
    {
    }

    /// <summary>Writes everything that later decisions depend on; equal states write equal bytes.</summary>
    void Save(StateWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote, into a strategy made with the same parameters. Damage is
    /// <see cref="StateReader.Fail"/>, never an exception.</summary>
    void Load(ref StateReader reader);
}
