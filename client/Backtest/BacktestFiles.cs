using System;
using System.IO;
using Trading.Desk;
using Trading.Model;
using Trading.Orders;

namespace Trading.Client.Backtest;

/// <summary>Writes fills, positions and the equity curve as comma-separated values while a desk runs; fixed columns, plain decimals.</summary>
internal sealed class BacktestFiles : IDeskWatcher, IDisposable
{
    private readonly DeskConfig _config;
    private readonly StreamWriter? _fills;
    private readonly StreamWriter? _equity;
    private readonly StreamWriter? _inventory;
    private readonly long[] _positions;

    /// <summary>Opens the files that are wanted.</summary>
    /// <exception cref="IOException">A file cannot be created.</exception>
    public BacktestFiles(DeskConfig config, string? fills, string? equity, string? inventory)
    {
        _config = config;
        _fills = Open(fills, "time_ns,strategy,order,instrument,side,price,quantity,leaves,fee,liquidity");
        _equity = Open(equity, "time_ns,equity,gross_exposure,net_exposure");
        _inventory = Open(inventory, "time_ns,strategy,instrument,position");
        _positions = new long[config.Strategies.Length * config.Listings.Length];
    }

    /// <inheritdoc/>
    public void OnFill(in ExecutionReport fill)
    {
        if (_inventory is not null) WritePosition(_inventory, fill);
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
        _inventory?.Dispose();
    }

    private void WritePosition(StreamWriter file, in ExecutionReport fill)
    {
        var strategy = fill.ClientOrderId.Strategy - 1;
        var instrument = _config.Listings[fill.Instrument].Instrument;
        ref var position = ref _positions[strategy * _config.Listings.Length + fill.Instrument];
        position += fill.Side.Sign() * fill.LastQty;
        file.WriteLine(string.Join(
            ',', fill.TimeNs, _config.Strategies[strategy].Name, instrument.Id, DecimalText.ToString(position, instrument.QuantityScale)));
    }

    private static StreamWriter? Open(string? path, string header)
    {
        if (path is null) return null;
        var writer = new StreamWriter(path) { NewLine = "\n" };
        writer.WriteLine(header);
        return writer;
    }
}
