using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Trading.Model;
using Trading.Orders;

namespace Trading.Exchange;

internal sealed unsafe partial class OrderBook
{
    // No account has it: accounts have 32 bits.
    private const ulong NoGuard = ulong.MaxValue;

    /// <summary>
    /// Trades with the other side, best price first, oldest order first, until the taker is filled, its limit is
    /// reached or an order of its own account is met.
    /// </summary>
    /// <param name="taker">What stays the same for all its trades.</param>
    /// <param name="leaves">What it has open.</param>
    /// <param name="reports">Where the trades are reported.</param>
    /// <returns>What is left of it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Sweep(in Taker taker, long leaves, ReportBuffer reports)
    {
        unchecked
        {
            var makers = SideOf(Opposite(taker.Side));
            makers->OpenQuantity -= leaves;
            while (taker.Limit >= makers->BestKey && makers->BestLevel != 0)
            {
                var level = _ladder.At(makers->BestLevel);
                leaves = SweepLevel(taker, level, leaves, reports);
                if (level->Head != 0) break;
                RemoveBest(makers, MeetingMask(taker.Side));
                if (leaves == 0) break;
            }

            makers->OpenQuantity += leaves;
            return leaves;
        }
    }

    /// <summary>
    /// Trades with the orders of the best level. Who is filled, taker or maker, is asked once: nobody can predict it,
    /// and every further question would cost as much as the trade.
    /// </summary>
    /// <returns>What is left of the taker.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long SweepLevel(in Taker taker, PriceLevel* level, long leaves, ReportBuffer reports)
    {
        unchecked
        {
            var price = level->Price;
            var head = level->Head;
            do
            {
                var maker = At(head);
                if (maker->AccountId == taker.Guard) break;
                if (Sse.IsSupported) Sse.Prefetch0(At(maker->Next));
                _lastPrice = price;
                var whole = maker->LeavesQty;
                var missing = leaves - whole;
                if (missing < 0)
                {
                    maker->LeavesQty = -missing;
                    level->Quantity -= leaves;
                    var last = new Fill(maker->Id, price, leaves, 0, -missing);
                    ReportTrade(taker, last, Moves.Filled, Moves.PartiallyFilled, reports);
                    leaves = 0;
                    break;
                }

                var fill = new Fill(maker->Id, price, whole, missing, 0);
                ReportTrade(taker, fill, StatusWith(missing), Moves.Filled, reports);
                level->Quantity -= whole;
                level->OrderCount--;
                leaves = missing;
                head = FreeMaker(maker, head);
            }
            while (head != 0 && leaves != 0);

            level->Head = head;
            At(head)->Previous = 0;
            return leaves;
        }
    }

    /// <summary>Forgets a filled maker. Its quantity is settled, its level is settled after the last.</summary>
    /// <returns>The next younger order of its level.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FreeMaker(BookOrder* maker, int index)
    {
        if (maker->Terms != 0) LeaveExpiry(index);
        _index.Remove(maker->Id, index);
        var next = maker->Next;
        FreeOrder(index);
        return next;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ReportTrade(
        in Taker taker, in Fill fill, OrderStatus takerStatus, OrderStatus makerStatus, ReportBuffer reports)
    {
        ref var report = ref reports.Next();
        report.Sequence = unchecked(++_reportSequence);
        report.OrderId = taker.Id;
        report.MakerOrderId = fill.MakerId;
        report.Price = fill.Price;
        report.Quantity = fill.Quantity;
        report.LeavesQty = fill.LeavesQty;
        report.MakerLeavesQty = fill.MakerLeavesQty;
        SetTail(
            ref report,
            BookReportKind.Trade,
            taker.Side,
            takerStatus,
            makerStatus,
            OrderReason.None,
            taker.OrderType);
    }

    /// <summary>What all trades of a taker have in common.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Side">Its side.</param>
    /// <param name="OrderType">Its type.</param>
    /// <param name="Limit">The worst key that it accepts (see <see cref="MeetingMask"/>).</param>
    /// <param name="Guard">The account that it must not trade with; <see cref="NoGuard"/> for none.</param>
    private readonly record struct Taker(ulong Id, Side Side, OrderType OrderType, long Limit, ulong Guard);

    /// <summary>One trade of a taker, quantities after it.</summary>
    private readonly record struct Fill(ulong MakerId, long Price, long Quantity, long LeavesQty, long MakerLeavesQty);
}
