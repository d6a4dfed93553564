using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Trading.Ledger;
using Trading.Model;

namespace Trading.Tests.Ledger;

/// <summary>
/// The ledger's slow twin, written without a look at the fast one: a list of all postings in big integers; a balance is the
/// sum over the list. An amount is a whole number of 10^-18.
/// </summary>
internal sealed class SlowLedger
{
    private readonly List<(int Owner, string Asset, AccountKind Kind, BigInteger Amount)> _postings = [];

    public int Count => _postings.Count;

    public void Fill(RandomFill fill, BigInteger fee, BigInteger realizedPnl)
    {
        var (instrument, pair) = RandomFills.Listings[fill.Instrument];
        var (coin, money) = (pair.Base.Code, pair.Quote.Code);
        if (instrument.Kind == InstrumentKind.Perpetual)
        {
            Post(fill.Owner, money, AccountKind.Cash, realizedPnl);
            Post(fill.Owner, money, AccountKind.RealizedPnl, -realizedPnl);
        }
        else
        {
            var bought = fill.Side == Side.Buy ? BigInteger.One : BigInteger.MinusOne;
            var coins = bought * fill.Quantity * BigInteger.Pow(10, 18 - instrument.QuantityScale);
            var paid = bought * Value(instrument, fill.Price, fill.Quantity);
            Post(fill.Owner, coin, AccountKind.Inventory, coins);
            Post(fill.Owner, coin, AccountKind.VenueClearing, -coins);
            Post(fill.Owner, money, AccountKind.Cash, -paid);
            Post(fill.Owner, money, AccountKind.VenueClearing, paid);
        }

        Post(fill.Owner, money, AccountKind.Cash, -fee);
        Post(fill.Owner, money, AccountKind.Fees, fee);
    }

    /// <summary>Price × quantity in units of 10^-18, halves to the even one where digits are cut off.</summary>
    public static BigInteger Value(Instrument instrument, BigInteger price, BigInteger quantity) =>
        DivideToEven(price * quantity * BigInteger.Pow(10, 18), BigInteger.Pow(10, instrument.PriceScale + instrument.QuantityScale));

    public static BigInteger DivideToEven(BigInteger dividend, BigInteger divisor)
    {
        var floor = BigInteger.DivRem(dividend, divisor, out var rest);
        if (rest.Sign < 0) (floor, rest) = (floor - 1, rest + divisor);
        var twice = rest * 2;
        return twice > divisor || (twice == divisor && !floor.IsEven) ? floor + 1 : floor;
    }

    /// <summary>All balances that are not zero, in the ledger's order.</summary>
    public (int Owner, string Asset, AccountKind Kind, BigInteger Amount)[] Balances() =>
    [
        .. _postings.GroupBy(posting => (posting.Owner, posting.Asset, posting.Kind))
            .Select(group => (group.Key.Owner, group.Key.Asset, group.Key.Kind, Sum(group.Select(posting => posting.Amount))))
            .Where(balance => !balance.Item4.IsZero)
            .OrderBy(balance => balance.Owner).ThenBy(balance => balance.Asset, System.StringComparer.Ordinal)
            .ThenBy(balance => balance.Kind),
    ];

    private static BigInteger Sum(IEnumerable<BigInteger> amounts) => amounts.Aggregate(BigInteger.Zero, BigInteger.Add);

    private void Post(int owner, string asset, AccountKind kind, BigInteger amount) => _postings.Add((owner, asset, kind, amount));
}
