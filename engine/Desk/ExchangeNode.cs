using System;
using System.Buffers;
using System.Collections.Immutable;
using Trading.Exchange;
using Trading.Market;
using Trading.Model;
using Trading.Orders;
using Trading.Tape;
using PriceLevel = Trading.Model.PriceLevel;

namespace Trading.Desk;

/// <summary>The simulated exchange of one instrument as a node: commands in, reports and marks out.</summary>
public sealed class ExchangeNode : DeskNode
{
    private const ulong ExpiryTimer = 1;
    private const ulong MarkTimer = 2;
    private const ulong FundingTimer = 3;

    private readonly SimulatedExchange _exchange;
    private readonly ExecutionReportBuffer _reports = new();
    private readonly FundingSchedule? _funding;
    private readonly int _venue;
    private readonly long _markIntervalNs;
    private readonly ImmutableArray<int> _viewers;
    private long _expiryNs = long.MaxValue;
    private PublicTrade _lastTrade;
    private bool _isStarted;
    private bool _hasEnded;

    /// <summary>An exchange before its first input.</summary>
    /// <param name="rank">Its place in the order of all sources.</param>
    /// <param name="name">Its name.</param>
    /// <param name="exchange">What it hosts.</param>
    /// <param name="venue">The rank of the venue account that its reports go to.</param>
    /// <param name="markIntervalNs">How often it tells what the instrument is worth.</param>
    /// <param name="viewers">The ranks of the strategies that see its book; empty when they follow the tape instead.</param>
    public ExchangeNode(
        int rank, string name, SimulatedExchange exchange, int venue, long markIntervalNs, ImmutableArray<int> viewers)
        : base(rank, name)
    {
        (_exchange, _venue, _markIntervalNs, _viewers) = (exchange, venue, markIntervalNs, viewers);
        _exchange.PublishesMarketData = !viewers.IsEmpty;
        if (exchange.Instrument.Kind == InstrumentKind.Perpetual) _funding = new FundingSchedule();
    }

    /// <summary>What it hosts.</summary>
    public SimulatedExchange Exchange => _exchange;

    /// <summary>Without an order of ours, and with nobody who sees the book, the market changes nothing for others: only messages,
    /// marks and the market's end do.</summary>
    public override long NextSendNs =>
        _isStarted && _viewers.IsEmpty && _exchange.OpenOrderCount == 0 ? Math.Min(NextMessageNs, NextMarketEndNs) : NextNs;

    /// <inheritdoc/>
    protected override void OnMarket(int instrument, in TapeEvent e, ReadOnlySpan<PriceLevel> levels)
    {
        if (!_isStarted) Start();
        _exchange.OnMarketEvent(e, levels, _reports);
        if (PublicTrade.TryFrom(e, out var trade)) _lastTrade = trade;
        if (_reports.Count > 0) Report();
        Publish();
        if (FundingTerms.IsTold(e)) TakeFunding(e);
    }

    /// <inheritdoc/>
    protected override void OnMarketEnd(int instrument)
    {
        SettleFunding();
        SendMark();
        _hasEnded = true;
        SendToViewers(MarketDataMessage.End(instrument));
    }

    /// <inheritdoc/>
    protected override void OnMessage(in DeskMessage message)
    {
        if (message.Kind == MessageKind.Order)
        {
            _exchange.Execute(message.Payload.As<OrderIntent>(), NowNs, _reports);
            Report();
            Publish();
            Wake();
        }
        else if (message.Kind == MessageKind.Timer)
        {
            OnTimer(message.Payload.As<ulong>());
        }
    }

    /// <inheritdoc/>
    protected override void SaveState(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        writer.Write(_expiryNs);
        _lastTrade.Save(writer);
        writer.Write(_isStarted);
        writer.Write(_hasEnded);
        _funding?.Save(writer);
        _exchange.Save(destination);
    }

    /// <inheritdoc/>
    protected override void LoadState(ref StateReader reader)
    {
        _expiryNs = reader.ReadInt64();
        _lastTrade = PublicTrade.Read(ref reader);
        _isStarted = reader.ReadBool();
        _hasEnded = reader.ReadBool();
        _funding?.Load(ref reader);
        _exchange.Load(ref reader);
    }

    private void Start()
    {
        _isStarted = true;
        SetTimer(MarkTimer, (NowNs / _markIntervalNs + 1) * _markIntervalNs);
    }

    private void OnTimer(ulong timer)
    {
        if (timer == ExpiryTimer)
        {
            _expiryNs = long.MaxValue;
            _exchange.AdvanceTime(NowNs, _reports);
            Report();
            Publish();
            Wake();
        }
        else if (!_hasEnded)
        {
            SettleFunding();
            if (timer == MarkTimer) Mark();
        }
    }

    private void Mark()
    {
        SendMark();
        SetTimer(MarkTimer, NowNs + _markIntervalNs);
        if (_funding?.NextNs < NowNs + _markIntervalNs) SetTimer(FundingTimer, _funding.NextNs);
    }

    /// <summary>Funding is due at marks, and between them where that was known at the last one: what others wait for never comes
    /// earlier than was promised (<see cref="NextSendNs"/>).</summary>
    private void SettleFunding()
    {
        while (_funding is not null && _funding.TrySettle(NowNs, out var terms))
        {
            Send(_venue, MessageKind.Funding, new FundingMessage
            {
                MarkPrice = terms.MarkPrice,
                RatePpb = terms.RatePpb,
                FundingTimeNs = terms.NextFundingTimeNs,
                Instrument = _exchange.InstrumentIndex,
            });
        }
    }

    private void TakeFunding(in TapeEvent e)
    {
        _funding?.Take(e);
        // Who follows the tape sees the event there.
        ReadOnlySpan<PriceLevel> none = [];
        if (!_hasEnded) SendToViewers(MarketDataMessage.Next(_exchange.InstrumentIndex, e, ref none));
    }

    private void Report()
    {
        foreach (ref readonly var report in _reports.Reports) Send(_venue, MessageKind.Report, report);
        _reports.Clear();
    }

    /// <summary>Tells the strategies what changed in the book, our own orders included; nothing more once the market has ended.</summary>
    private void Publish()
    {
        while (_exchange.TryTakeMarketData(out var e, out var levels))
        {
            if (_hasEnded) continue;
            do
            {
                SendToViewers(MarketDataMessage.Next(_exchange.InstrumentIndex, e, ref levels));
            }
            while (!levels.IsEmpty);
        }
    }

    private void SendToViewers(in MarketDataMessage part)
    {
        foreach (var viewer in _viewers) Send(viewer, MessageKind.MarketData, part);
    }

    /// <summary>Wakes up when an order of ours expires, whatever the market does.</summary>
    private void Wake()
    {
        if (_exchange.NextExpiryNs >= _expiryNs) return;
        _expiryNs = _exchange.NextExpiryNs;
        SetTimer(ExpiryTimer, _expiryNs);
    }

    private void SendMark()
    {
        var price = _exchange.TryGetMidTwice(out var midTwice) ? midTwice >> 1 : _lastTrade.Price;
        Send(_venue, MessageKind.Mark, new MarkMessage { Instrument = _exchange.InstrumentIndex, Price = price });
    }
}
