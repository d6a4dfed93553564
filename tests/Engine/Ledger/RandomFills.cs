using System;
using System.Collections.Immutable;
using CsCheck;
using Trading.Model;
using Trading.Orders;
using Trading.Tests.Model;

namespace Trading.Tests.Ledger;

/// <summary>A fill as the generators make it: what matters for accounts, and nothing else.</summary>
internal readonly record struct RandomFill(int Owner, int Instrument, Side Side, long Price, long Quantity, long FeePpm);

/// <summary>A small desk of four instruments and random fills on it, for the ledger and for the portfolio.</summary>
internal static class RandomFills
{
    public const int StrategyMax = 2;

    public const int BtcUsdt = 0;
    public const int EthBtc = 1;
    public const int BtcPerpetual = 2;

    /// <summary>Its scales add up to 19, so amounts of it are rounded.</summary>
    public const int FineUsdt = 3;

    public static readonly ImmutableArray<Listing> Listings =
    [
        List("sim:BTC-USDT", 2, 5), List("sim:ETH-BTC", 6, 4),
        new(TestInstruments.Perpetual(id: "sim:BTC-USDT-SWAP"), Pair("BTC-USDT")), List("sim:FINE-USDT", 10, 9),
    ];

    /// <summary>Fills per test in the suite; the environment variable ACCOUNT_TWIN_FILLS asks for more.</summary>
    public static readonly int Count =
        int.TryParse(Environment.GetEnvironmentVariable("ACCOUNT_TWIN_FILLS"), out var count) ? count : 20_000;

    private const int StreamLength = 100;

    /// <summary>Streams as they occur, and streams of extreme prices and quantities.</summary>
    private static readonly Gen<RandomFill[]> Streams =
        Gen.OneOf(
            Fills(Gen.Long[9_000, 11_000], Gen.Long[1, 50]),
            Fills(Gen.Long[1, 3], Gen.Long[1, 3]),
            Fills(Gen.Long[1, 10_000_000_000], Gen.Long[1, 1_000_000_000_000]));

    /// <summary>As many streams as make up <see cref="Count"/>; a failing one is made smaller and shown.</summary>
    public static void Sample(Action<RandomFill[]> check) => Streams.Sample(check, iter: Math.Max(1, Count / StreamLength), threads: 1);

    public static ExecutionReport Report(RandomFill fill, int index) => new()
    {
        ExecType = ExecType.Trade,
        ExecId = (ulong)index + 1,
        ClientOrderId = ClientOrderId.Create(fill.Owner, index + 1),
        TimeNs = index,
        Instrument = fill.Instrument,
        Side = fill.Side,
        LastPx = fill.Price,
        LastQty = fill.Quantity,
        Fee = Money.From(new Price(fill.Price) * new Quantity(fill.Quantity), Listings[fill.Instrument].Instrument).Ppm(fill.FeePpm),
    };

    public static Asset Asset(string code) =>
        Trading.Model.Asset.Create(code).TryGet(out var asset, out var error) ? asset : throw new ArgumentException($"{error}");

    private static Gen<RandomFill[]> Fills(Gen<long> price, Gen<long> quantity) =>
        Gen.Select(
            Gen.Int[0, StrategyMax], Gen.Int[0, Listings.Length - 1], Gen.Bool, price, quantity, Gen.Long[-200, 1_000],
            (owner, instrument, isBuy, px, qty, fee) =>
                new RandomFill(owner, instrument, isBuy ? Side.Buy : Side.Sell, px, qty, fee))
        .Array[StreamLength];

    private static Listing List(string id, int priceScale, int quantityScale) =>
        new(TestInstruments.Spot(priceScale, quantityScale, id: id), Pair(id.Split(':')[1]));

    private static AssetPair Pair(string symbol) =>
        AssetPair.TryParse(symbol, out var pair) ? pair : throw new ArgumentException(symbol);
}
