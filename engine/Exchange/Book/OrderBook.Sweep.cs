using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Trading.Model;
using Trading.Orders;

namespace Trading.Exchange;

internal sealed unsafe partial class OrderBook
{
    // No account has it: accounts have 32 bits.
    private const ulong NoGuard = ulong.MaxValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Sweep(
        ulong takerId, Side side, OrderType type, long leaves, long limit, ulong guard, ReportBuffer reports)
    {
        unchecked
        {
            var makers = SideOf(Opposite(side));
            makers->OpenQuantity -= leaves;
            while (limit >= makers->BestKey && makers->BestLevel != 0)
            {
                var level = _ladder.At(makers->BestLevel);
                var price = level->Price;
                var head = level->Head;
                do
                {
                    var maker = At(head);
                    if (maker->AccountId == guard) break;
                    if (Sse.IsSupported) Sse.Prefetch0(At(maker->Next));
                    _lastPrice = price;
                    var whole = maker->LeavesQty;
                    var missing = leaves - whole;
                    if (missing < 0)
                    {
                        maker->LeavesQty = -missing;
                        level->Quantity -= leaves;
                        ReportTrade(takerId, maker->Id, side, type, price, leaves, 0, -missing, Moves.Filled, Moves.PartiallyFilled, reports);
                        leaves = 0;
                        break;
                    }

                    ReportTrade(takerId, maker->Id, side, type, price, whole, missing, 0, StatusWith(missing), Moves.Filled, reports);
                    if (maker->Terms != 0) DropTerms(head);
                    _index.Remove(_orders.Items, head);
                    level->OrderCount--;
                    level->Quantity -= whole;
                    leaves = missing;
                    var next = maker->Next;
                    maker->Next = _freeOrder;
                    _freeOrder = head;
                    head = next;
                }
                while (head != 0 && leaves != 0);

                level->Head = head;
                At(head)->Previous = 0;
                if (head != 0) break;
                RemoveBest(makers, MeetingMask(side));
                if (leaves == 0) break;
            }

            makers->OpenQuantity += leaves;
            return leaves;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void DropTerms(int index)
    {
        LeaveExpiry(index);
        FreeTerms(At(index)->Terms);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ReportTrade(
        ulong takerId,
        ulong makerId,
        Side side,
        OrderType type,
        long price,
        long quantity,
        long leavesQty,
        long makerLeavesQty,
        OrderStatus takerStatus,
        OrderStatus makerStatus,
        ReportBuffer reports)
    {
        ref var report = ref reports.Next();
        report.Sequence = unchecked(++_reportSequence);
        report.OrderId = takerId;
        report.MakerOrderId = makerId;
        report.Price = price;
        report.Quantity = quantity;
        report.LeavesQty = leavesQty;
        report.MakerLeavesQty = makerLeavesQty;
        SetTail(ref report, BookReportKind.Trade, side, takerStatus, makerStatus, OrderReason.None, type);
    }
}
