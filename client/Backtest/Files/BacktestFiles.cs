using System;
using System.Collections.Immutable;
using System.IO;
using Trading.Desk;
using Trading.Model;
using Trading.Orders;

namespace Trading.Client.Backtest.Files;

/// <summary>Writes fills, positions and the equity curve to files while a desk runs.</summary>
internal sealed class BacktestFiles : IDeskWatcher, IDisposable
{
    private static readonly ImmutableArray<FileColumn> FillColumns =
    [
        new("time_ns", ColumnKind.Whole), new("strategy", ColumnKind.Text), new("order", ColumnKind.Text), new("instrument", ColumnKind.Text),
        new("side", ColumnKind.Text), new("price", ColumnKind.Decimal), new("quantity", ColumnKind.Decimal), new("leaves", ColumnKind.Decimal),
        new("fee", ColumnKind.Decimal), new("liquidity", ColumnKind.Text),
    ];

    private static readonly ImmutableArray<FileColumn> EquityColumns =
    [
        new("time_ns", ColumnKind.Whole), new("equity", ColumnKind.Decimal), new("gross_exposure", ColumnKind.Decimal),
        new("net_exposure", ColumnKind.Decimal),
    ];

    private static readonly ImmutableArray<FileColumn> InventoryColumns =
    [
        new("time_ns", ColumnKind.Whole), new("strategy", ColumnKind.Text), new("instrument", ColumnKind.Text), new("position", ColumnKind.Decimal),
    ];

    private readonly DeskConfig _config;
    private readonly RowFile? _fills;
    private readonly RowFile? _equity;
    private readonly RowFile? _inventory;
    private readonly long[] _positions;

    /// <summary>Opens the files that are wanted.</summary>
    /// <exception cref="IOException">A file cannot be created.</exception>
    public BacktestFiles(DeskConfig config, string? fills, string? equity, string? inventory)
    {
        _config = config;
        _fills = RowFile.Create(fills, FillColumns);
        _equity = RowFile.Create(equity, EquityColumns);
        _inventory = RowFile.Create(inventory, InventoryColumns);
        _positions = new long[config.Strategies.Length * config.Listings.Length];
    }

    /// <inheritdoc/>
    public void OnFill(in ExecutionReport fill)
    {
        var strategy = fill.ClientOrderId.Strategy - 1;
        var instrument = _config.Listings[fill.Instrument].Instrument;
        ref var position = ref _positions[strategy * _config.Listings.Length + fill.Instrument];
        position += fill.Side.Sign() * fill.LastQty;
        _inventory?.Add(
            fill.TimeNs, _config.Strategies[strategy].Name, $"{instrument.Id}", Cell.Decimal(position, instrument.QuantityScale));
        _fills?.Add(
            fill.TimeNs,
            _config.Strategies[strategy].Name,
            $"{fill.ClientOrderId}",
            $"{instrument.Id}",
            fill.Side == Side.Buy ? "buy" : "sell",
            Cell.Decimal(fill.LastPx, instrument.PriceScale),
            Cell.Decimal(fill.LastQty, instrument.QuantityScale),
            Cell.Decimal(fill.LeavesQty, instrument.QuantityScale),
            fill.Fee,
            fill.Liquidity == LiquiditySide.Maker ? "maker" : "taker");
    }

    /// <inheritdoc/>
    public void OnEquity(in EquityMessage equity) =>
        _equity?.Add(equity.TimeNs, equity.Equity, equity.GrossExposure, equity.NetExposure);

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
}
