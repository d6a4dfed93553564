using System.Collections.Immutable;
using System.Linq;
using Trading.Desk;
using Trading.Market;
using Trading.Model;
using Trading.Orders;
using Trading.Tape;

namespace Trading.Client.Backtest.Page;

/// <summary>The curves of one instrument.</summary>
/// <param name="Price">Prices of the market's trades.</param>
/// <param name="Inventory">The position of all strategies together.</param>
/// <param name="Buys">Prices of our buys.</param>
/// <param name="Sells">Prices of our sells.</param>
internal sealed record InstrumentCurves(CurveBuckets Price, CurveBuckets Inventory, CurveBuckets Buys, CurveBuckets Sells)
{
    /// <summary>Our fills.</summary>
    public long Fills { get; set; }

    /// <summary>The position of all strategies together, in quantity units.</summary>
    public long Position { get; set; }
}

/// <summary>What a page draws, collected while a desk runs, in constant memory. Floating point: it is for plots only.</summary>
internal sealed class PageData : IDeskWatcher
{
    private const int CurvePoints = 400;
    private const int MarkPoints = 200;

    private readonly DeskConfig _config;
    private double _peak = double.NegativeInfinity;

    /// <summary>Nothing yet.</summary>
    public PageData(DeskConfig config)
    {
        _config = config;
        Instruments = [.. config.Listings.Select(_ => new InstrumentCurves(new(CurvePoints), new(CurvePoints), new(MarkPoints), new(MarkPoints)))];
    }

    /// <summary>Equity of all strategies.</summary>
    public CurveBuckets Equity { get; } = new(CurvePoints);

    /// <summary>How far equity is below its peak; zero or negative.</summary>
    public CurveBuckets Drawdown { get; } = new(CurvePoints);

    /// <summary>Gross exposure.</summary>
    public CurveBuckets Exposure { get; } = new(CurvePoints);

    /// <summary>By instrument.</summary>
    public ImmutableArray<InstrumentCurves> Instruments { get; }

    /// <summary>Takes what the market tells.</summary>
    public void OnMarket(in TapeEvent e)
    {
        if (e.Instrument < 0 || !PublicTrade.TryFrom(e, out var trade)) return;
        Instruments[e.Instrument].Price.Add(trade.TimeNs, PriceOf(e.Instrument, trade.Price));
    }

    /// <inheritdoc/>
    public void OnFill(in ExecutionReport fill)
    {
        var curves = Instruments[fill.Instrument];
        var rules = _config.Listings[fill.Instrument].Instrument;
        curves.Fills++;
        curves.Position += fill.Side.Sign() * fill.LastQty;
        curves.Inventory.Add(fill.TimeNs, curves.Position / (double)DecimalText.PowerOfTen(rules.QuantityScale));
        (fill.Side == Side.Buy ? curves.Buys : curves.Sells).Add(fill.TimeNs, PriceOf(fill.Instrument, fill.LastPx));
    }

    /// <inheritdoc/>
    public void OnEquity(in EquityMessage equity)
    {
        var value = Number(equity.Equity);
        if (value > _peak) _peak = value;
        Equity.Add(equity.TimeNs, value);
        Drawdown.Add(equity.TimeNs, value - _peak);
        Exposure.Add(equity.TimeNs, Number(equity.GrossExposure));
    }

    /// <inheritdoc/>
    public void OnNotice(in DeskNotice notice)
    {
        // Notices are counted in the result.
    }

    private static double Number(Money amount) => (double)amount.Units / 1e18;

    private double PriceOf(int instrument, long units) =>
        units / (double)DecimalText.PowerOfTen(_config.Listings[instrument].Instrument.PriceScale);
}
