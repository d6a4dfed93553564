using Trading.Orders;

namespace Trading.Tests.Orders;

/// <summary>Tests of the order table approve for themselves what they send.</summary>
internal static class ApprovedByTest
{
    public static OrderUpdate Send(this OrderTable table, in OrderIntent intent, long timeNs) =>
        table.Send(Approved<OrderIntent>.ByRisk(intent), timeNs);
}
