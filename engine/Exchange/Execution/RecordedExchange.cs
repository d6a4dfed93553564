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
        if (PublicTrade.TryFrom(e, out var trade))
        {
            OnTrade(trade.Price, trade.Quantity, trade.Aggressor, reports);
        }
        else if (e.Kind == TapeEventKind.BookSnapshot)
        {
            UpdateQueues(Side.Buy);
            UpdateQueues(Side.Sell);
        }
        else if (e.Kind == TapeEventKind.BookDelta)
        {
            if (_market.IsSynchronised) UpdateQueues(levels);
        }
        else if (e.Kind <= TapeEventKind.Expire)
        {
            UpdateQueues(e.Side);
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
