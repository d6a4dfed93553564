using System;
using System.IO;
using Trading.Desk;
using Trading.Model;
using Trading.Orders;

namespace Trading.Client.Backtest;

/// <summary>Writes fills and the equity curve as comma-separated values while a desk runs; fixed columns, plain decimals.</summary>
internal sealed class BacktestFiles : IDeskWatcher, IDisposable
{
    private readonly DeskConfig _config;
    private readonly StreamWriter? _fills;
    private readonly StreamWriter? _equity;

    /// <summary>Opens the files that are wanted.</summary>
    /// <exception cref="IOException">A file cannot be created.</exception>
    public BacktestFiles(DeskConfig config, string? fills, string? equity)
    {
        _config = config;
        _fills = Open(fills, "time_ns,strategy,order,instrument,side,price,quantity,leaves,fee,liquidity");
        _equity = Open(equity, "time_ns,equity,gross_exposure,net_exposure");
    }

    /// <inheritdoc/>
    public void OnFill(in ExecutionReport fill)
    {
        if (_fills is null) return;
        var instrument = _config.Listings[fill.Instrument].Instrument;
        _fills.WriteLine(string.Join(
            ',',
            fill.TimeNs,
            _config.Strategies[fill.ClientOrderId.Strategy - 1].Name,
            fill.ClientOrderId,
            instrument.Id,
            fill.Side == Side.Buy ? "buy" : "sell",
            DecimalText.ToString(fill.LastPx, instrument.PriceScale),
            DecimalText.ToString(fill.LastQty, instrument.QuantityScale),
            DecimalText.ToString(fill.LeavesQty, instrument.QuantityScale),
            fill.Fee,
            fill.Liquidity == LiquiditySide.Maker ? "maker" : "taker"));
    }

    /// <inheritdoc/>
    public void OnEquity(in EquityMessage equity) =>
        _equity?.WriteLine(string.Join(',', equity.TimeNs, equity.Equity, equity.GrossExposure, equity.NetExposure));

    /// <inheritdoc/>
    public void OnNotice(in DeskNotice notice)
    {
        // Notices are counted in the result.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _fills?.Dispose();
        _equity?.Dispose();
    }

    private static StreamWriter? Open(string? path, string header)
    {
        if (path is null) return null;
        var writer = new StreamWriter(path) { NewLine = "\n" };
        writer.WriteLine(header);
        return writer;
    }
}
