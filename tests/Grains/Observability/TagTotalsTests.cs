using System.Linq;
using Trading.Exchange;
using Trading.Grains;
using Xunit;

namespace Trading.Tests.Grains.Observability;

public sealed class TagTotalsTests
{
    [Fact]
    public void What_was_counted_is_seen_as_totals_and_nothing_else()
    {
        var totals = new TagTotals<BookReportKind>(new EnumTag<BookReportKind>("kind"));
        Assert.Empty(totals.Observe());
        var counts = new int[TagTotals<BookReportKind>.Values];
        (counts[(int)BookReportKind.Accepted], counts[(int)BookReportKind.Trade], counts[byte.MaxValue]) = (3, 5, 2);
        totals.Add(counts);
        counts[(int)BookReportKind.Trade] = 0;
        totals.Add(counts);
        // A value that the enum does not have is counted too, under a name that says so.
        Assert.Equal(
            [("accepted", 6), ("trade", 5), ("unknown", 4)],
            totals.Observe().Select(seen => ($"{seen.Tags[0].Value}", seen.Value)));
    }
}
