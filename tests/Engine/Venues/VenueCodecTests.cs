using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CsCheck;
using Trading.Model;
using Trading.Tests.Tape;
using Trading.Venues;
using Xunit;

namespace Trading.Tests.Venues;

public sealed class VenueCodecTests
{
    private const string BinanceDiff =
        """{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1723161255208,"new":{"x":[1]},"s":"BTCUSDT","U":189,"u":202,"pu":188,"b":[["61737.63000000","0.00000000"]],"a":[["61837.64000000","1.54698000"]]}}""";

    private const string BinanceMark =
        """{"stream":"btcusdt@markPrice","data":{"e":"markPriceUpdate","E":1562305380000,"s":"BTCUSDT","p":"11794.15000000","i":"11784.62659091","P":"11784.25641265","r":"0.00038167","T":1562306400000}}""";

    private const string BybitDelta =
        """{"topic":"orderbook.200.BTCUSDT","ts":1786310819681,"type":"delta","data":{"s":"BTCUSDT","b":[["65114.20","0.5"]],"a":[],"u":7,"seq":9},"cts":1}""";

    private const string KrakenBook =
        """{"channel":"book","type":"update","data":[{"symbol":"BTCUSDT","bids":[{"price":78480.1,"qty":0.00000000}],"asks":[{"qty":5.1e-05,"price":78481.0}],"checksum":1184156425,"timestamp":"2026-08-26T11:55:56.865741Z"}]}""";

    private const string KrakenV1Book =
        """[1360,{"a":[["0.22","1.5","1618678133.1"]]},{"b":[["0.21","2.5","1618678133.2","r"]],"c":"659619456"},"book-1000","BTCUSDT"]""";

    private const string KrakenFuturesDelta =
        """{"feed":"book","product_id":"BTCUSDT","side":"sell","seq":3423036,"price":119.46,"qty":21884.0,"timestamp":1626994927748}""";

    private const string OkxUpdate =
        """{"arg":{"channel":"books","instId":"BTCUSDT"},"action":"update","data":[{"asks":[["30249.4","0","0","0"]],"bids":[["30182.6","4.52","0","1"]],"ts":"1652459225464","checksum":-914047754,"prevSeqId":4,"seqId":9}]}""";

    private readonly VenueFrame _frame = new();

    [Fact]
    public void Binance_diff()
    {
        var e = DecodeOne(Binance(), BinanceDiff);
        Assert.Equal((VenueEventKind.Delta, 189UL, 202UL, 188UL), (e.Kind, e.FirstUpdateId, e.LastUpdateId, e.PreviousUpdateId));
        Assert.Equal(1723161255208000000, e.TimeNs);
        Assert.Equal([new(Side.Buy, 6173763, 0), new(Side.Sell, 6183764, 154698000)], _frame.LevelsOf(e).ToArray());
    }

    [Theory]
    [InlineData("trade", "t", 3735683259UL, false)]
    [InlineData("aggTrade", "a", 9UL, true)]
    public void Binance_trades(string type, string idField, ulong id, bool isAggregate)
    {
        var e = DecodeOne(Binance(), $$"""{"e":"{{type}}","E":1,"s":"BTCUSDT","{{idField}}":{{id}},"p":"61837.63000000","q":"0.02000000","T":5,"m":true,"M":true}""");
        Assert.Equal((VenueEventKind.Trade, Side.Sell, 6183763L, 2000000L), (e.Kind, e.Side, e.Price, e.Quantity));
        Assert.Equal((5_000_000L, id, isAggregate), (e.TimeNs, e.TradeId, e.IsAggregate));
    }

    [Fact]
    public void Binance_rest_snapshot_takes_its_symbol_from_the_request()
    {
        var answer = """{"lastUpdateId":77,"bids":[["1.5","2"]],"asks":[]}"""u8;
        Assert.Equal(VenueDecodeError.None, Binance().DecodeSnapshot(answer, "BTCUSDT", _frame));
        Assert.Equal((VenueEventKind.Snapshot, 77UL), (_frame.Events[0].Kind, _frame.Events[0].LastUpdateId));
    }

    [Theory]
    [InlineData("""{"stream":"btcusdt@bookTicker","data":{"u":1,"s":"BTCUSDT","b":"1","B":"1","a":"2","A":"1"}}""")]
    [InlineData("""{"result":null,"id":1}""")]
    [InlineData("""{"e":"serverShutdown","E":1}""")]
    [InlineData("""{"e":"depthUpdate","E":1,"s":"OTHER","U":1,"u":2,"b":[["x","y"]],"a":[]}""")]
    public void Binance_frames_that_are_not_needed_give_no_event(string text)
    {
        Assert.Equal(VenueDecodeError.None, Binance().Decode(Encoding.UTF8.GetBytes(text), _frame));
        Assert.Equal(0, _frame.Events.Length);
    }

    [Theory]
    [InlineData("{", VenueDecodeError.Malformed)]
    [InlineData("[1]", VenueDecodeError.Malformed)]
    [InlineData("{} {}", VenueDecodeError.Malformed)]
    [InlineData("""{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":2,"b":[]}""", VenueDecodeError.MissingField)]
    [InlineData("""{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":2,"b":[["1"]],"a":[]}""", VenueDecodeError.MissingField)]
    [InlineData("""{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":2,"b":[["one","1"]],"a":[]}""", VenueDecodeError.BadNumber)]
    [InlineData("""{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":2,"b":[["1","-1"]],"a":[]}""", VenueDecodeError.BadNumber)]
    [InlineData("""{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":2,"b":[["1.001","1"]],"a":[]}""", VenueDecodeError.TooPrecise)]
    [InlineData("""{"e":"trade","s":"BTCUSDT","t":1,"p":"1","q":"1","T":1}""", VenueDecodeError.MissingField)]
    public void Bad_frames_are_refused_with_a_reason_and_give_no_event(string text, VenueDecodeError error)
    {
        Assert.Equal(error, Binance().Decode(Encoding.UTF8.GetBytes(text), _frame));
        Assert.Equal(0, _frame.Events.Length);
    }

    [Fact]
    public void More_levels_than_a_frame_may_have_are_refused()
    {
        var levels = string.Join(',', Enumerable.Repeat("[\"1\",\"1\"]", VenueFrame.LevelsMax + 1));
        var text = $$"""{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":2,"b":[{{levels}}],"a":[]}""";
        Assert.Equal(VenueDecodeError.TooMany, Binance().Decode(Encoding.UTF8.GetBytes(text), _frame));
    }

    [Fact]
    public void Bybit_book_in_any_order_of_fields()
    {
        var e = DecodeOne(new BybitCodec(Symbols()), BybitDelta);
        Assert.Equal((VenueEventKind.Delta, 7UL, 200, 1786310819681000000), (e.Kind, e.LastUpdateId, e.Depth, e.TimeNs));
        Assert.Equal([new(Side.Buy, 6511420, 50000000)], _frame.LevelsOf(e).ToArray());
        Assert.Equal(VenueEventKind.Snapshot, DecodeOne(new BybitCodec(Symbols()), BybitDelta.Replace("\"delta\"", "\"snapshot\"")).Kind);
        Assert.Equal(VenueEventKind.Snapshot, DecodeOne(new BybitCodec(Symbols()), BybitDelta.Replace("\"u\":7", "\"u\":1")).Kind);
    }

    [Fact]
    public void Bybit_trades_come_several_in_a_frame()
    {
        const string trade = """{"T":5,"s":"BTCUSDT","S":"Buy","v":"0.004","p":"65114.20","i":"a9188a0a-82bc","BT":false,"seq":12}""";
        var codec = new BybitCodec(Symbols());
        Assert.Equal(
            VenueDecodeError.None,
            codec.Decode(Encoding.UTF8.GetBytes($$"""{"topic":"publicTrade.BTCUSDT","ts":1,"data":[{{trade}},{{trade}}]}"""), _frame));
        Assert.Equal(2, _frame.Events.Length);
        Assert.Equal((Side.Buy, 6511420L, 400000L, 12UL), (_frame.Events[1].Side, _frame.Events[1].Price, _frame.Events[1].Quantity, _frame.Events[1].LastUpdateId));
        Assert.NotEqual(0UL, _frame.Events[1].TradeId);
    }

    [Fact]
    public void Kraken_book_with_numbers_as_text_and_exponents()
    {
        var e = DecodeOne(new KrakenCodec(Symbols()), KrakenBook);
        Assert.Equal((VenueEventKind.Delta, true, 1184156425U), (e.Kind, e.HasChecksum, e.Checksum));
        Assert.Equal(1787745356865741000, e.TimeNs);
        Assert.Equal([new(Side.Buy, 7848010, 0), new(Side.Sell, 7848100, 5100)], _frame.LevelsOf(e).ToArray());
    }

    [Fact]
    public void Kraken_subscription_trade_and_precision()
    {
        var answer = """{"method":"subscribe","result":{"channel":"book","depth":25,"snapshot":true,"symbol":"BTCUSDT"},"success":true}""";
        Assert.Equal((VenueEventKind.Subscribed, 25), (DecodeOne(new KrakenCodec(Symbols()), answer).Kind, _frame.Events[0].Depth));
        var trade = """{"channel":"trade","type":"update","data":[{"symbol":"BTCUSDT","side":"sell","price":1.5,"qty":2,"trade_id":4,"timestamp":"2026-08-26T11:55:56Z"}]}""";
        Assert.Equal((Side.Sell, 4UL), (DecodeOne(new KrakenCodec(Symbols()), trade).Side, _frame.Events[0].TradeId));

        var codec = new KrakenCodec(VenueSymbols.Discover());
        codec.Decode("""{"channel":"instrument","type":"snapshot","data":{"assets":[],"pairs":[{"symbol":"BTC/USD","qty_precision":8,"price_precision":1}]}}"""u8, _frame);
        Assert.Equal((1, 8), (codec.Symbols.All[0].PricePrecision, codec.Symbols.All[0].QuantityPrecision));
    }

    [Fact]
    public void Kraken_v1_book_of_two_objects_and_snapshot()
    {
        var e = DecodeOne(new KrakenV1Codec(Symbols()), KrakenV1Book);
        Assert.Equal((VenueEventKind.Delta, 1000, 659619456U), (e.Kind, e.Depth, e.Checksum));
        Assert.Equal([new(Side.Sell, 22, 150000000), new(Side.Buy, 21, 250000000)], _frame.LevelsOf(e).ToArray());
        var snapshot = """[1360,{"as":[["0.22","1.5","1618678133.1"]],"bs":[]},"book-1000","BTCUSDT"]""";
        Assert.Equal(VenueEventKind.Snapshot, DecodeOne(new KrakenV1Codec(Symbols()), snapshot).Kind);
        var trade = """[1921,[["0.04","8500.0","1618678155.718950","b","m",""]],"trade","BTCUSDT"]""";
        Assert.Equal((Side.Buy, 1618678155718950000), (DecodeOne(new KrakenV1Codec(Symbols()), trade).Side, _frame.Events[0].TimeNs));
    }

    [Fact]
    public void Kraken_futures_delta_snapshot_and_trade()
    {
        var e = DecodeOne(new KrakenFuturesCodec(Symbols()), KrakenFuturesDelta);
        Assert.Equal((VenueEventKind.Delta, 3423036UL), (e.Kind, e.LastUpdateId));
        Assert.Equal([new(Side.Sell, 11946, 2188400000000)], _frame.LevelsOf(e).ToArray());
        var snapshot = """{"feed":"book_snapshot","product_id":"BTCUSDT","timestamp":1,"seq":5,"bids":[{"price":1,"qty":2}],"asks":[]}""";
        Assert.Equal((VenueEventKind.Snapshot, 5UL), (DecodeOne(new KrakenFuturesCodec(Symbols()), snapshot).Kind, _frame.Events[0].LastUpdateId));
        var trade = """{"feed":"trade","product_id":"BTCUSDT","uid":"8b3e","side":"buy","seq":1,"time":7,"qty":50.0,"price":439.2}""";
        Assert.Equal((VenueEventKind.Trade, Side.Buy), (DecodeOne(new KrakenFuturesCodec(Symbols()), trade).Kind, _frame.Events[0].Side));
    }

    [Fact]
    public void Okx_book_and_retired_checksum()
    {
        var e = DecodeOne(new OkxCodec(Symbols()), OkxUpdate);
        Assert.Equal((VenueEventKind.Delta, 9UL, 4UL, true), (e.Kind, e.LastUpdateId, e.PreviousUpdateId, e.HasChecksum));
        Assert.Equal(unchecked((uint)-914047754), e.Checksum);
        Assert.False(DecodeOne(new OkxCodec(Symbols()), OkxUpdate.Replace("-914047754", "0")).HasChecksum);
        var trade = """{"arg":{"channel":"trades","instId":"BTCUSDT"},"data":[{"instId":"BTCUSDT","tradeId":"7849","px":"30218.8","sz":"1","side":"buy","ts":"1652459199958"}]}""";
        Assert.Equal((7849UL, 3021880L), (DecodeOne(new OkxCodec(Symbols()), trade).TradeId, _frame.Events[0].Price));
    }

    [Theory]
    [InlineData("65117.445", "-0.00012345", "1786320000000", 6511744L, true, -123450L, 1786320000000000000L)]
    [InlineData("65117.455", "", "", 6511746L, false, 0L, 0L)]
    [InlineData("", "0", "", 0L, true, 0L, 0L)]
    [InlineData("", "", "7", 0L, false, 0L, 7000000L)]
    public void A_bybit_ticker_tells_parts_of_funding(
        string mark, string rate, string next, long price, bool hasRate, long ratePpb, long nextNs)
    {
        var parts = $"\"markPrice\":\"{mark}\",\"fundingRate\":\"{rate}\",\"nextFundingTime\":\"{next}\"";
        var e = DecodeOne(new BybitCodec(Symbols()), $$"""{"topic":"tickers.BTCUSDT","type":"delta","data":{"lastPrice":"1",{{parts}}},"ts":5}""");
        Assert.Equal((VenueEventKind.Funding, 5_000_000L), (e.Kind, e.TimeNs));
        Assert.Equal((price, hasRate, ratePpb, nextNs), (e.Price, e.HasFundingRate, e.FundingRatePpb, e.NextFundingTimeNs));
    }

    [Fact]
    public void A_bybit_ticker_without_news_of_funding_gives_no_event()
    {
        var text = """{"topic":"tickers.BTCUSDT","type":"delta","data":{"symbol":"BTCUSDT","bid1Price":"65114.20"},"ts":5}""";
        Assert.Equal(VenueDecodeError.None, new BybitCodec(Symbols()).Decode(Encoding.UTF8.GetBytes(text), _frame));
        Assert.Equal(0, _frame.Events.Length);
    }

    [Fact]
    public void Binance_mark_price()
    {
        var e = DecodeOne(Binance(), BinanceMark);
        Assert.Equal((VenueEventKind.Funding, 1562305380000000000L, 1179415L), (e.Kind, e.TimeNs, e.Price));
        Assert.Equal((true, 381670L, 1562306400000000000L), (e.HasFundingRate, e.FundingRatePpb, e.NextFundingTimeNs));
    }

    [Theory]
    [InlineData("0.00038167", "0.0003816712", VenueDecodeError.TooPrecise)]
    [InlineData("0.00038167", "much", VenueDecodeError.BadNumber)]
    [InlineData("11794.15000000", "11794,15", VenueDecodeError.BadNumber)]
    [InlineData("11794.15000000", "99999999999999999999", VenueDecodeError.BadNumber)]
    public void Bad_funding_is_refused_with_a_reason(string from, string to, VenueDecodeError error)
    {
        Assert.Equal(error, Binance().Decode(Encoding.UTF8.GetBytes(BinanceMark.Replace(from, to)), _frame));
        Assert.Equal(0, _frame.Events.Length);
    }

    [Fact]
    public void News_of_funding_alone_makes_no_symbol()
    {
        var codec = new BinanceCodec(VenueSymbols.Discover());
        Assert.Equal(VenueDecodeError.None, codec.Decode(Encoding.UTF8.GetBytes(BinanceMark), _frame));
        Assert.Empty(codec.Symbols.All);
        Assert.Equal(VenueDecodeError.None, Binance().Decode(Encoding.UTF8.GetBytes(BinanceMark.Replace("BTCUSDT", "OTHER")), _frame));
        Assert.Equal(0, _frame.Events.Length);
    }

    [Fact]
    public void Discovery_learns_symbols_and_the_scales_that_are_exact()
    {
        var codec = new BinanceCodec(VenueSymbols.Discover());
        Assert.Equal(VenueDecodeError.None, codec.Decode(Encoding.UTF8.GetBytes(BinanceDiff), _frame));
        var symbol = Assert.Single(codec.Symbols.All);
        Assert.Equal(("BTCUSDT", 2, 5, 8, 8), (symbol.Name, symbol.PriceScale, symbol.QuantityScale, symbol.PricePrecision, symbol.QuantityPrecision));
    }

    [Fact]
    public void Damaged_frames_never_throw()
    {
        var cases = new List<(VenueCodec Codec, byte[] Frame)>
        {
            (Binance(), Encoding.UTF8.GetBytes(BinanceDiff)),
            (Binance(), Encoding.UTF8.GetBytes(BinanceMark)),
            (new BybitCodec(Symbols()), Encoding.UTF8.GetBytes(BybitDelta)),
            (new KrakenCodec(Symbols()), Encoding.UTF8.GetBytes(KrakenBook)),
            (new KrakenV1Codec(Symbols()), Encoding.UTF8.GetBytes(KrakenV1Book)),
            (new KrakenFuturesCodec(Symbols()), Encoding.UTF8.GetBytes(KrakenFuturesDelta)),
            (new OkxCodec(Symbols()), Encoding.UTF8.GetBytes(OkxUpdate)),
        };
        Gen.Select(Gen.Int[0, cases.Count - 1], Gen.Select(Gen.Int[0, 400], Gen.Byte).Array[1, 4], Gen.Int[0, 400]).Sample(
            (which, changes, cut) =>
            {
                var frame = (byte[])cases[which].Frame.Clone();
                foreach (var (index, value) in changes) frame[index % frame.Length] = value;
                cases[which].Codec.Decode(frame, new VenueFrame());
                cases[which].Codec.Decode(frame.AsSpan(0, Math.Min(cut, frame.Length)), new VenueFrame());
            },
            iter: 5_000,
            threads: 1);
    }

    private VenueEvent DecodeOne(VenueCodec codec, string text)
    {
        Assert.Equal(VenueDecodeError.None, codec.Decode(Encoding.UTF8.GetBytes(text), _frame));
        Assert.Equal(1, _frame.Events.Length);
        return _frame.Events[0];
    }

    private static BinanceCodec Binance() => new(Symbols());

    private static VenueSymbols Symbols() => VenueSymbols.Of([Some.Instrument("x:BTCUSDT", 2, 8, InstrumentKind.Spot, 0)]);
}
