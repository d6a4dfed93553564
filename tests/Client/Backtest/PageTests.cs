using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using System.Xml.Linq;
using Trading.Backtest;
using Trading.Client.Backtest.Page;
using Trading.Client.Sim;
using Trading.Client.Tests.Tape;
using Trading.Desk;
using Trading.Model;
using Trading.Orders;
using Trading.Strategy;
using Trading.Tape;
using Xunit;

namespace Trading.Client.Tests.Backtest;

/// <summary>The page of a backtest: whole in itself, bounded in size, and drawn from curves that lose no extreme.</summary>
public sealed class PageTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_page_draws_every_curve_and_needs_nothing_but_itself()
    {
        var page = _folder.File("page.html");
        var tape = Repository.File("docs/traces/binance-btcusdt.rpl.zst");
        var run = await TradingCommand.Run("backtest", "run", "--tape", tape, "--strategy", "book-imbalance:hold=1s", "--html", page);
        var text = await File.ReadAllTextAsync(page, Stop);
        Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
        Assert.DoesNotMatch(new Regex("<script|<link|<img|<iframe|src=|href=|url\\(|@import|https?:", RegexOptions.IgnoreCase), text);
        Assert.DoesNotContain(_folder.File(""), text);
        Assert.Contains("<td>binance-btcusdt.rpl.zst</td>", text);
        var plots = Regex.Matches(text, "<svg.*?</svg>", RegexOptions.Singleline).Select(match => XElement.Parse(match.Value)).ToArray();
        Assert.Equal(
            ["Equity, USDT", "Drawdown, USDT", "Gross exposure, USDT", "binance-spot:BTCUSDT: fills on price (buys green, sells red)", "binance-spot:BTCUSDT: inventory"],
            plots.Select(plot => (string?)plot.Attribute("aria-label")));
        Assert.All(plots, plot => Assert.Contains(plot.Elements("path"), path => path.Attribute("class")?.Value is "line" or "loss" or "price"));
        Assert.True(plots[3].Elements("circle").Count() > 10);
        foreach (var number in Regex.Matches(string.Concat(plots.Descendants("path").Select(path => path.Attribute("d")?.Value)), "[0-9.]+").Select(match => match.Value))
        {
            Assert.InRange(double.Parse(number, CultureInfo.InvariantCulture), 0, 960);
        }

        foreach (var line in run.Out.TrimEnd().Split('\n')) Assert.Contains($"<td>{line[21..]}</td>", text);
    }

    [Fact]
    public void A_page_of_many_instruments_with_the_wildest_curves_stays_below_a_mebibyte()
    {
        const long secondNs = 1_000_000_000;
        var config = new DeskConfig
        {
            Listings = [.. Enumerable.Range(0, 14).Select(ListingOf)],
            Strategies = [new StrategySetup("m", "market-making")],
            ReportingAsset = ListingOf(0).Pair.Quote,
        };
        var page = new PageData(config);
        var random = SeededRandom.Create(4, "page");
        for (var timeNs = secondNs; timeNs < 2_000 * secondNs; timeNs += secondNs)
        {
            page.OnEquity(new EquityMessage { TimeNs = timeNs, Equity = new Money(random.Below(long.MaxValue)), GrossExposure = new Money(random.Below(long.MaxValue)) });
            for (var i = 0; i < config.Listings.Length; i++)
            {
                var trade = new TapeEvent { Kind = TapeEventKind.Trade, Instrument = i, TimeNs = timeNs, Price = random.Between(1, 1L << 40), Quantity = 1 };
                page.OnMarket(trade);
                page.OnFill(new ExecutionReport
                {
                    TimeNs = timeNs,
                    Instrument = i,
                    Side = random.Below(2) == 0 ? Side.Buy : Side.Sell,
                    LastPx = random.Between(1, 1L << 40),
                    LastQty = random.Between(1, 1L << 40),
                });
            }
        }

        var made = BacktestRun.Create(config, StrategyCatalog.Standard, new NoMarket());
        Assert.True(made.TryGet(out var run, out var error), $"{error}");
        var text = new HtmlPage(config, "ideal", "wild.rpl").ToText(run.Run() with { Span = (secondNs, 2_000 * secondNs) }, page);
        Assert.InRange(text.Length, 300_000, 1 << 20);
        Assert.Contains("<p>2 more traded instruments are not drawn.</p>", text);
    }

    [Fact]
    public void Buckets_keep_ends_and_extremes_of_any_curve_within_their_number()
    {
        var random = SeededRandom.Create(3, "curves");
        for (var round = 0; round < 200; round++)
        {
            var buckets = new CurveBuckets(16);
            var (time, first, last, least, greatest) = (random.Between(0, 1_000_000), 0.0, 0.0, double.MaxValue, double.MinValue);
            var count = random.Between(1, 500);
            for (var i = 0L; i < count; i++)
            {
                last = random.Between(-1_000, 1_000);
                if (i == 0) first = last;
                (least, greatest) = (Math.Min(least, last), Math.Max(greatest, last));
                buckets.Add(time, last);
                // Tapes may step back a little.
                time += random.Between(-2, 1L << (int)random.Between(1, 30));
            }

            var kept = buckets.Buckets.ToArray();
            Assert.InRange(kept.Length, 1, 16);
            Assert.Equal((first, last), (kept[0].Bucket.First, kept[^1].Bucket.Last));
            Assert.Equal((least, greatest), (kept.Min(each => each.Bucket.Min), kept.Max(each => each.Bucket.Max)));
            Assert.Equal(kept.Select(each => each.FromNs).Order(), kept.Select(each => each.FromNs));
        }
    }

    [Theory]
    [InlineData(0, 10, "0 2 4 6 8 10")]
    [InlineData(-0.03, 0.04, "-0.02 0.00 0.02 0.04")]
    [InlineData(61_580, 61_861, "61600 61700 61800")]
    [InlineData(5, 5, "4.0 4.5 5.0 5.5 6.0")]
    [InlineData(-1e9, 1e9, "-1000000000 -500000000 0 500000000 1000000000")]
    public void Marks_of_an_axis_are_round(double low, double high, string marks) =>
        Assert.Equal(marks, string.Join(' ', new AxisScale(low, high, 0, 100).Marks().Select(mark => mark.Text)));

    private static Listing ListingOf(int index) =>
        SimulatedInstruments.Create($"A{index}-USDT").TryGet(out var instrument, out var error)
        && AssetPair.TryParse(instrument.Id.Symbol, out var pair)
            ? new Listing(instrument, pair)
            : throw new InvalidOperationException($"{error}");

    private sealed class NoMarket : IMarketSource
    {
        private TapeEvent _event;

        public ref readonly TapeEvent Event => ref _event;

        public ReadOnlySpan<PriceLevel> Levels => [];

        public bool TryNext() => false;
    }

    private static System.Threading.CancellationToken Stop => TestContext.Current.CancellationToken;
}
