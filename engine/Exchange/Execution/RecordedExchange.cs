using System;
using System.Buffers;
using System.Collections.Generic;
using Trading.Market;
using Trading.Model;
using Trading.Tape;

namespace Trading.Exchange;

/// <summary>
/// Our orders against a recorded market. The tape is the truth about everybody else and knows nothing of us: takers walk
/// the levels that it shows, makers wait in queues whose length is estimated, and what we change is remembered beside it.
/// </summary>
internal sealed partial class RecordedExchange : SimulatedExchange
{
    private readonly InstrumentMarket _market;
    private readonly ConsumedLiquidity _consumed = new();
    private readonly SlippageMeter _slippage;
    private readonly bool _hasImpact;
    private readonly List<int> _scratch = [];

    public RecordedExchange(Instrument instrument, int index, ExecutionConfig config, ulong seed)
        : base(instrument, index, config, seed)
    {
        _market = new InstrumentMarket(instrument);
        _slippage = new SlippageMeter(config.Slippage, instrument);
        _hasImpact = config.HasImpact;
    }

    public override bool TryGetMidTwice(out long midTwice) => _market.TryGetMidTwice(out midTwice);

    public override bool TryTakeMarketData(out TapeEvent e, out ReadOnlySpan<Model.PriceLevel> levels)
    {
        e = TapeEvent.Empty;
        levels = default;
        return false;
    }

    private protected override void SaveMarket(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        _consumed.Save(writer);
        _slippage.Save(writer);
        _market.Save(destination);
    }

    private protected override void LoadMarket(ref StateReader reader)
    {
        _consumed.Load(ref reader);
        _slippage.Load(ref reader);
        _market.Load(ref reader);
    }

    private protected override void TakeEvent(
        in TapeEvent e, ReadOnlySpan<Model.PriceLevel> levels, ExecutionReportBuffer reports)
    {
        _market.Apply(e, levels);
        if (_slippage.FollowsMid && _market.TryGetMidTwice(out var midTwice)) _slippage.OnMid(midTwice);
        if (!_consumed.IsEmpty) ForgetConsumed(e, levels);
        if (_orders.Count > 0) Meet(e, levels, reports);
    }

    /// <summary>What an event means for our open orders: queues first, then trades, then a market that has crossed them.</summary>
    private void Meet(in TapeEvent e, ReadOnlySpan<Model.PriceLevel> levels, ExecutionReportBuffer reports)
    {
        switch (e.Kind)
        {
            case TapeEventKind.BookDelta:
                if (_market.State is Market.BookState.Live or Market.BookState.Crossed or Market.BookState.Stale) UpdateQueues(levels);
                break;
            case TapeEventKind.BookSnapshot:
                UpdateQueues(Side.Buy);
                UpdateQueues(Side.Sell);
                break;
            case TapeEventKind.Trade:
                OnTrade(e.Price, e.Quantity, e.Side, reports);
                break;
            case TapeEventKind.Fill when e.Liquidity == LiquiditySide.Taker:
                OnTrade(e.Price, e.Quantity, e.Side, reports);
                break;
            case TapeEventKind.NewOrder:
            case TapeEventKind.Cancel:
            case TapeEventKind.Amend:
            case TapeEventKind.Fill:
            case TapeEventKind.Reject:
            case TapeEventKind.Expire:
                UpdateQueues(e.Side);
                break;
            case TapeEventKind.FeedGap:
            case TapeEventKind.Regime:
            case TapeEventKind.Overflow:
                return;
        }

        if (_market.State == Market.BookState.Live) FillCrossed(reports);
    }

    private void ForgetConsumed(in TapeEvent e, ReadOnlySpan<Model.PriceLevel> levels)
    {
        if (e.Kind == TapeEventKind.BookDelta) _consumed.Forget(levels);
        else if (e.Kind is TapeEventKind.BookSnapshot or TapeEventKind.FeedGap) _consumed.Clear();
        else if (e.Kind <= TapeEventKind.Expire && e.OrderId != 0) _consumed.Forget(e.Side, e.Price);
    }

    /// <summary>What a level offers us: what the tape shows, less what we took of it.</summary>
    private long AvailableAt(in Model.PriceLevel level) => level.Quantity - _consumed.At(level.Side, level.Price);
}
