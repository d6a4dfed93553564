using System.Collections.Generic;
using Trading.Exchange;
using Trading.Model;
using Trading.Orders;

namespace Trading.Invariants;

/// <summary>Reads one instrument's execution reports in their order and judges them by <see cref="ExecutionInvariants"/>.</summary>
public sealed class ExecutionAudit
{
    private readonly Dictionary<ulong, ExecutionReport> _open = [];
    private ulong _execId;
    private long _timeNs;
    private int _unseen;

    /// <summary>Begins before an exchange's first report.</summary>
    public ExecutionAudit()
    {
    }

    /// <summary>Begins where an exchange stands: orders that are open are known from their first report on.</summary>
    /// <param name="exchange">The exchange.</param>
    public ExecutionAudit(SimulatedExchange exchange) =>
        (_execId, _timeNs, _unseen) = (exchange.ExecId, exchange.NowNs, exchange.OpenOrderCount);

    /// <summary>Takes the next report.</summary>
    /// <returns>The first violation; null when all hold.</returns>
    public Violation? Take(in ExecutionReport report)
    {
        Meet(report);
        var violation = CheckSequence(report) ?? CheckLife(report) ?? CheckNumbers(report);
        (_execId, _timeNs) = (report.ExecId, report.TimeNs);
        var id = report.ClientOrderId.Value;
        // A refused duplicate is closed, the order that it repeats is not.
        if (IsRefusal(report.ExecType)) return violation;
        if (report.Status.IsClosed()) _open.Remove(id);
        else _open[id] = report;
        return violation;
    }

    /// <summary>An order that was open when the audit began: what it had filled by then is taken from its first report.</summary>
    private void Meet(in ExecutionReport report)
    {
        if (_unseen == 0 || report.ExecType == ExecType.Accepted || IsRefusal(report.ExecType)) return;
        var before = report;
        before.FilledQty -= report.LastQty;
        if (_open.TryAdd(report.ClientOrderId.Value, before)) _unseen--;
    }

    private Violation? CheckSequence(in ExecutionReport report)
    {
        if (report.ExecId != _execId + 1) return new(ExecutionInvariants.IdsAreContiguous, $"{report.ExecId} after {_execId}");
        return report.TimeNs < _timeNs ? new(ExecutionInvariants.TimeRuns, $"{report.TimeNs} after {_timeNs}") : null;
    }

    private Violation? CheckLife(in ExecutionReport report)
    {
        var isOpen = _open.ContainsKey(report.ClientOrderId.Value);
        var isPossible = report.ExecType switch
        {
            ExecType.Accepted => !isOpen,
            ExecType.Rejected or ExecType.CancelRejected or ExecType.ReplaceRejected => true,
            ExecType.Trade or ExecType.Canceled or ExecType.Expired or ExecType.Replaced or ExecType.Triggered => isOpen,
        };
        return isPossible ? null : new(ExecutionInvariants.OneLife, $"{report.ExecType} of {report.ClientOrderId}, open: {isOpen}");
    }

    private Violation? CheckNumbers(in ExecutionReport report)
    {
        if (IsRefusal(report.ExecType)) return null;
        _open.TryGetValue(report.ClientOrderId.Value, out var before);
        var leaves = report.Status.IsClosed() ? 0 : report.Quantity - report.FilledQty;
        var isFilled = report.Status == OrderStatus.Filled;
        if (report.FilledQty != before.FilledQty + report.LastQty || report.LeavesQty != leaves
            || report.FilledQty > report.Quantity || isFilled != (report.FilledQty == report.Quantity)
            || report.ExecType == ExecType.Trade != report.LastQty > 0)
        {
            return new(
                ExecutionInvariants.FillsAddUp,
                $"{report.ClientOrderId}: {before.FilledQty} + {report.LastQty} = {report.FilledQty} of {report.Quantity}, {report.LeavesQty} open");
        }

        if (report.ExecType != ExecType.Trade || report.Price == 0) return null;
        var isWithin = report.Side == Side.Buy ? report.LastPx <= report.Price : report.LastPx >= report.Price;
        return isWithin ? null : new(ExecutionInvariants.LimitHolds, $"{report.Side} at {report.LastPx}, limit {report.Price}");
    }

    private static bool IsRefusal(ExecType type) =>
        type is ExecType.Rejected or ExecType.CancelRejected or ExecType.ReplaceRejected;
}
