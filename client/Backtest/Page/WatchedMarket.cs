using System;
using Trading.Client.Backtest.Markets;
using Trading.Desk;
using Trading.Model;
using Trading.Orders;
using Trading.Tape;

namespace Trading.Client.Backtest.Page;

/// <summary>A market whose events the page hears, too.</summary>
internal sealed class WatchedMarket(IOpenMarket market, PageData page) : IMarketSource
{
    /// <inheritdoc/>
    public ref readonly TapeEvent Event => ref market.Event;

    /// <inheritdoc/>
    public ReadOnlySpan<PriceLevel> Levels => market.Levels;

    /// <inheritdoc/>
    public bool TryNext()
    {
        if (!market.TryNext()) return false;
        page.OnMarket(market.Event);
        return true;
    }
}

/// <summary>Two watchers of one desk.</summary>
internal sealed class WatcherPair(IDeskWatcher first, IDeskWatcher second) : IDeskWatcher
{
    /// <inheritdoc/>
    public void OnFill(in ExecutionReport fill)
    {
        first.OnFill(fill);
        second.OnFill(fill);
    }

    /// <inheritdoc/>
    public void OnEquity(in EquityMessage equity)
    {
        first.OnEquity(equity);
        second.OnEquity(equity);
    }

    /// <inheritdoc/>
    public void OnNotice(in DeskNotice notice)
    {
        first.OnNotice(notice);
        second.OnNotice(notice);
    }
}
