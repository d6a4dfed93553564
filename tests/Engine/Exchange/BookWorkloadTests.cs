using System;
using System.Runtime.InteropServices;
using Trading.Bench;
using Trading.Exchange;
using Xunit;

namespace Trading.Tests.Exchange;

/// <summary>
/// The benchmark's workloads are the published ones, and the books trade on them as the published books did.
/// </summary>
public sealed class BookWorkloadTests
{
    [Theory]
    [InlineData(BookMix.A, "813aa346b4f56898", 0, 2_000_000, 0UL)]
    [InlineData(BookMix.B, "cfaf74cf62325519", 291_711, 1_981, 0xafd85c5c2c860091UL)]
    [InlineData(BookMix.C, "6768aba310e0bc1f", 1_820_667, 2_024, 0x329bb62d6732521eUL)]
    public void A_mix_has_the_published_digest_and_the_engines_book_the_published_trades(
        BookMix mix, string sha256, long trades, int liveOrders, ulong tradeHash)
    {
        var workload = BookBench.Generate(mix);
        Assert.StartsWith(sha256, workload.FileSha256, StringComparison.Ordinal);
        Assert.Equal((trades, liveOrders, tradeHash), PlayOn(new OrderBook(BookWorkload.Instrument), workload));
    }

    [Fact]
    public void The_baseline_writes_the_same_reports_as_the_engines_book()
    {
        var workload = BookBench.Generate(BookMix.B);
        var (book, baseline) = (new OrderBook(BookWorkload.Instrument), new BaselineBook());
        var (expected, actual) = (new ReportBuffer(), new ReportBuffer());
        foreach (var command in (BookCommand[])[.. workload.Preload, .. workload.Timed[..200_000]])
        {
            expected.Clear();
            actual.Clear();
            book.Execute(command, expected);
            baseline.Execute(command, actual);
            if (!MemoryMarshal.AsBytes(expected.Reports).SequenceEqual(MemoryMarshal.AsBytes(actual.Reports)))
            {
                Assert.Equal(expected.Reports.ToArray(), actual.Reports.ToArray());
            }
        }

        Assert.Equal(book.OrderCount, baseline.OrderCount);
    }

    private static (long Trades, int LiveOrders, ulong TradeHash) PlayOn(OrderBook book, BookWorkload workload)
    {
        var (reports, hash) = (new ReportBuffer(), new TradeHash());
        foreach (var part in (BookCommand[][])[workload.Preload, workload.Timed])
        {
            foreach (ref readonly var command in part.AsSpan())
            {
                reports.Clear();
                book.Execute(command, reports);
                hash.Add(reports.Reports);
            }
        }

        return (hash.Trades, book.OrderCount, hash.Value);
    }
}
