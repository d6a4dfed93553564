using System;
using Trading.Model;
using Trading.Orders;
using Trading.Risk;

namespace Trading.Desk;

public sealed partial class VenueNode
{
    /// <summary>What the account itself lets a strategy trade.</summary>
    /// <param name="strategy">Its number, from 1.</param>
    public TradingState TradingStateOf(int strategy) => _gate.StateOf(strategy);

    private void TakeCommand(in OperatorCommand command)
    {
        for (var strategy = 1; strategy <= _strategies.Length; strategy++)
        {
            if (!command.IsFor(strategy)) continue;
            _gate.Set(strategy, command.Kind.After(_gate.StateOf(strategy)));
            // The account does not wait for the strategy's own cancels: that one may be the reason for the command.
            if (command.Kind is CommandKind.Halt or CommandKind.Flatten) CancelAll(strategy);
            if (command.Kind != CommandKind.Resume) continue;
            _baselines[strategy].Reset();
            _leases.SetLoss(strategy, Money.Zero);
            // The capital is to hear of it with the next mark, not only when a report would be due.
            _reportNs = 0;
        }
    }

    private void CancelAll(int strategy)
    {
        foreach (ref readonly var entry in Orders.Open(strategy))
        {
            if (entry.Status != OrderStatus.PendingCancel) Cancel(entry);
        }
    }

    private void Cancel(in OrderEntry entry) => TakeOrder(new OrderIntent
    {
        ClientOrderId = entry.ClientOrderId,
        Instrument = entry.Instrument,
        Kind = IntentKind.Cancel,
        Side = entry.Side,
        OrderType = entry.OrderType,
        Flags = entry.Flags,
    });

    private RiskInputs InputsOf(in OrderIntent intent, in OrderEntry entry)
    {
        if (intent.Kind == IntentKind.Cancel) return default;
        var (owner, isReplace) = (intent.ClientOrderId.Strategy, intent.Kind == IntentKind.Replace);
        var exposure = new AccountExposure(
            Portfolio.PositionOf(owner, intent.Instrument).Quantity,
            Orders.Tally(owner, intent.Instrument, intent.Side).Quantity,
            isReplace ? entry.OpenQty : 0,
            isReplace ? entry.FilledQty : 0);
        Portfolio.TryGetMark(intent.Instrument, out var mark);
        return new RiskInputs
        {
            TimeNs = NowNs,
            Instrument = _config.Listings[intent.Instrument].Instrument,
            ReferencePrice = mark,
            MarketTimeNs = NowNs,
            Position = exposure.Position,
            OpenQty = exposure.OpenQty,
            ReplacedQty = exposure.ReplacedQty,
            FilledQty = exposure.FilledQty,
            OpenOrders = Orders.OpenCount,
            OtherSide = default,
            Lease = _leases.FiguresOf(intent, entry, exposure, NowNs),
        };
    }

    /// <summary>What a strategy is told of a rule of the account; the rule itself and its numbers are on the timeline.</summary>
    private static OrderReason ReasonOf(RiskReason rule) => rule switch
    {
        RiskReason.Halted => OrderReason.TradingHalted,
        RiskReason.Reducing => OrderReason.ReducingOnly,
        RiskReason.LeaseExpired => OrderReason.LeaseExpired,
        _ => OrderReason.LeaseExhausted,
    };

    /// <summary>The order table does not take it.</summary>
    private void Refuse(in OrderIntent intent, in OrderEntry entry, OrderTableCode code)
    {
        if (IsLate(intent, entry))
        {
            LateRequests++;
        }
        else if (intent.Kind == IntentKind.Submit && code is OrderTableCode.TableFull or OrderTableCode.OpenQuantityTooLarge)
        {
            var reason = code == OrderTableCode.TableFull ? OrderReason.AccountFull : OrderReason.OpenQuantityTooLarge;
            Refuse(intent, entry, reason, Orders.OpenCount, Orders.OpenMax);
        }
        else
        {
            Tell(intent.ClientOrderId, intent.Instrument, (int)code);
        }
    }

    /// <summary>The account refuses it: the strategy hears of it as it would from an exchange, so that its order does not stay pending.</summary>
    private void Refuse(in OrderIntent intent, in OrderEntry entry, OrderReason reason, Int128 value, Int128 limit)
    {
        if (IsLate(intent, entry))
        {
            LateRequests++;
            return;
        }

        var isNew = intent.Kind == IntentKind.Submit;
        Send(_strategies[intent.ClientOrderId.Strategy - 1], MessageKind.Report, new ExecutionReport
        {
            ClientOrderId = intent.ClientOrderId,
            TimeNs = NowNs,
            Price = isNew ? intent.Price : entry.Price,
            Quantity = isNew ? intent.Quantity : entry.Quantity,
            FilledQty = isNew ? 0 : entry.FilledQty,
            LeavesQty = isNew ? 0 : entry.LeavesQty,
            Instrument = intent.Instrument,
            ExecType = isNew ? ExecType.Rejected : ExecType.ReplaceRejected,
            Side = intent.Side,
            Status = isNew ? OrderStatus.Rejected : entry.Status,
            Reason = reason,
        });
        Send(_control, MessageKind.Notice, new DeskNotice
        {
            Kind = NoticeKind.Refused,
            TimeNs = NowNs,
            ClientOrderId = intent.ClientOrderId,
            Strategy = intent.ClientOrderId.Strategy,
            Instrument = intent.Instrument,
            Code = (int)reason,
            Value = value,
            Limit = limit,
        });
    }

    /// <summary>
    /// The order may have closed while its cancel or replacement was on the way here, or the account may be canceling it: the
    /// report of that is under way to the strategy, and there is nothing left to ask for.
    /// </summary>
    private static bool IsLate(in OrderIntent intent, in OrderEntry entry) => intent.Kind != IntentKind.Submit
        && (entry.ClientOrderId == ClientOrderId.None || entry.Status is OrderStatus.PendingCancel || entry.Status.IsClosed());
}
