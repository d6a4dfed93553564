using System;
using System.Buffers;
using Trading.Market;
using Trading.Model;
using Trading.Orders;

namespace Trading.Strategy;

/// <summary>
/// Contains a strategy that throws: the first exception becomes <see cref="Fault"/>, and from then on no call reaches it.
/// What it asked for before the exception stands; the host cancels its orders. An endless loop cannot be contained.
/// </summary>
public sealed class GuardedStrategy : IStrategy
{
    private readonly IStrategy _strategy;

    /// <summary>Guards a strategy.</summary>
    public GuardedStrategy(IStrategy strategy) => _strategy = strategy;

    /// <summary>How it failed; null while it works.</summary>
    public StrategyFault? Fault { get; private set; }

    /// <inheritdoc/>
    public void OnStart(StrategyContext context)
    {
        if (Fault is not null) return;
        try
        {
            _strategy.OnStart(context);
        }
        catch (Exception exception)
        {
            Halt(StrategyCallback.OnStart, exception, context.TimeNs);
        }
    }

    /// <inheritdoc/>
    public void OnStop(StrategyContext context)
    {
        if (Fault is not null) return;
        try
        {
            _strategy.OnStop(context);
        }
        catch (Exception exception)
        {
            Halt(StrategyCallback.OnStop, exception, context.TimeNs);
        }
    }

    /// <inheritdoc/>
    public void OnMarket(StrategyContext context, int instrument)
    {
        if (Fault is not null) return;
        try
        {
            _strategy.OnMarket(context, instrument);
        }
        catch (Exception exception)
        {
            Halt(StrategyCallback.OnMarket, exception, context.TimeNs);
        }
    }

    /// <inheritdoc/>
    public void OnTrade(StrategyContext context, int instrument, in PublicTrade trade)
    {
        if (Fault is not null) return;
        try
        {
            _strategy.OnTrade(context, instrument, trade);
        }
        catch (Exception exception)
        {
            Halt(StrategyCallback.OnTrade, exception, context.TimeNs);
        }
    }

    /// <inheritdoc/>
    public void OnBar(StrategyContext context, int instrument, in Bar bar)
    {
        if (Fault is not null) return;
        try
        {
            _strategy.OnBar(context, instrument, bar);
        }
        catch (Exception exception)
        {
            Halt(StrategyCallback.OnBar, exception, context.TimeNs);
        }
    }

    /// <inheritdoc/>
    public void OnTimer(StrategyContext context, int timer)
    {
        if (Fault is not null) return;
        try
        {
            _strategy.OnTimer(context, timer);
        }
        catch (Exception exception)
        {
            Halt(StrategyCallback.OnTimer, exception, context.TimeNs);
        }
    }

    /// <inheritdoc/>
    public void OnFill(StrategyContext context, in ExecutionReport fill)
    {
        if (Fault is not null) return;
        try
        {
            _strategy.OnFill(context, fill);
        }
        catch (Exception exception)
        {
            Halt(StrategyCallback.OnFill, exception, context.TimeNs);
        }
    }

    /// <inheritdoc/>
    public void OnOrder(StrategyContext context, in OrderEvent e)
    {
        if (Fault is not null) return;
        try
        {
            _strategy.OnOrder(context, e);
        }
        catch (Exception exception)
        {
            Halt(StrategyCallback.OnOrder, exception, context.TimeNs);
        }
    }

    /// <summary>Writes the fault, then the strategy's state as a block: empty once it failed, since then it means nothing.</summary>
    public void Save(StateWriter writer)
    {
        // Aside first: a strategy that throws half-way must not leave half a state.
        var state = new ArrayBufferWriter<byte>();
        if (Fault is null) TrySave(state);
        StrategyFault.Save(Fault, writer);
        writer.WriteBlock(Fault is null ? state.WrittenSpan : default);
    }

    /// <inheritdoc/>
    public void Load(ref StateReader reader)
    {
        Fault = StrategyFault.Read(ref reader);
        var state = reader.ReadBlock();
        if (reader.Failed || Fault is not null) return;
        var inner = new StateReader(state);
        try
        {
            _strategy.Load(ref inner);
        }
        catch (Exception exception)
        {
            Halt(StrategyCallback.Load, exception, 0);
            return;
        }

        if (!inner.IsComplete) reader.Fail();
    }

    private void TrySave(ArrayBufferWriter<byte> state)
    {
        try
        {
            _strategy.Save(new StateWriter(state));
        }
        catch (Exception exception)
        {
            Halt(StrategyCallback.Save, exception, 0);
        }
    }

    private void Halt(StrategyCallback callback, Exception exception, long timeNs)
    {
        var message = exception.Message;
        if (message.Length > StrategyFault.MessageLengthMax) message = message[..StrategyFault.MessageLengthMax];
        Fault = new StrategyFault(callback, exception.GetType().FullName ?? exception.GetType().Name, message, timeNs);
    }
}
