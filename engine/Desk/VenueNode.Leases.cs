using Trading.Capital;
using Trading.Model;
using Trading.Orders;

namespace Trading.Desk;

public sealed partial class VenueNode
{
    // Four times in a term: a lease is renewed although a report or two are late.
    private const int ReportsPerTerm = 4;

    /// <summary>Holds and leases.</summary>
    public LeaseMeter Leases => _leases.Meter;

    /// <summary>All the capital that leases share, in the reporting asset.</summary>
    public Money CapitalTotal => CapitalPool.TotalOf(_config.Plan, _config.Budgets);

    /// <summary>How many strategies the account serves.</summary>
    public int StrategyCount => _strategies.Length;

    /// <summary>What a strategy's positions and working orders are worth, in the reporting asset: what its lease is metered by.</summary>
    public Money InUse(int strategy) => _leases.InUse(strategy);

    private void TakeLease(in Lease lease)
    {
        if (!_leases.Meter.TryAccept(lease))
        {
            TellLease(lease.Strategy, LeaseNotice.Stale);
            return;
        }

        _isExpired[lease.Strategy] = false;
        if (_leases.InUse(lease.Strategy) > lease.Notional) CancelIncreasing(lease.Strategy);
        Report(lease.Strategy, LeaseReportKind.Applied);
    }

    /// <summary>With the marks: losses are looked at, and from time to time the capital hears what is in use.</summary>
    private void WatchLeases()
    {
        for (var strategy = 1; strategy <= _strategies.Length; strategy++)
        {
            if (!Portfolio.Equity(strategy).TryGet(out var equity, out _)) continue;
            var (loss, _) = _baselines[strategy].Take(equity - _config.Capital);
            var (limit, before) = (_leases.Meter.LeaseOf(strategy).Loss, _leases.LossOf(strategy));
            _leases.SetLoss(strategy, loss);
            if (loss <= limit || before > limit) continue;
            TellLease(strategy, LeaseNotice.Spent);
            CancelIncreasing(strategy);
        }

        if (NowNs < _reportNs) return;
        _reportNs = NowNs + _config.Plan.TermNs / ReportsPerTerm;
        for (var strategy = 1; strategy <= _strategies.Length; strategy++)
        {
            ReleaseIfDone(strategy);
            Report(strategy, LeaseReportKind.Usage);
        }
    }

    /// <summary>Wakes at the lease's end as long as an order works under it; with nothing at work nobody needs to.</summary>
    private void ArmExpiry(int strategy)
    {
        if (_isArmed[strategy] || _leases.Meter.HeldBy(strategy) == Money.Zero) return;
        _isArmed[strategy] = true;
        SetTimer((ulong)strategy, _leases.Meter.LeaseOf(strategy).ExpiresNs);
    }

    private void TakeExpiry(int strategy)
    {
        _isArmed[strategy] = false;
        if (!_leases.Meter.LeaseOf(strategy).IsExpired(NowNs))
        {
            // It was renewed meanwhile.
            ArmExpiry(strategy);
            return;
        }

        TellLease(strategy, LeaseNotice.Expired);
        CancelIncreasing(strategy);
        ReleaseIfDone(strategy);
    }

    /// <summary>Gives an expired lease back, once: when nothing that is open can add to what is in use.</summary>
    private void ReleaseIfDone(int strategy)
    {
        var isDone = _leases.Meter.LeaseOf(strategy).IsExpired(NowNs) && _leases.Meter.HeldBy(strategy) == Money.Zero;
        if (!isDone || _isExpired[strategy]) return;
        _isExpired[strategy] = true;
        Report(strategy, LeaseReportKind.Released);
    }

    /// <summary>Cancels what could add to the position; what can only reduce it stays.</summary>
    private void CancelIncreasing(int strategy)
    {
        foreach (ref readonly var entry in Orders.Open(strategy))
        {
            var isIncreasing = _leases.Meter.HoldOf(entry.ClientOrderId) > Money.Zero;
            if (isIncreasing && entry.Status != OrderStatus.PendingCancel) Cancel(entry);
        }
    }

    private void Report(int strategy, LeaseReportKind kind) => Send(_capital, MessageKind.LeaseReport, new LeaseReport
    {
        Kind = kind,
        Strategy = strategy,
        Number = _leases.Meter.LeaseOf(strategy).Number,
        InUse = _leases.InUse(strategy),
        Loss = _leases.LossOf(strategy),
        TimeNs = NowNs,
    });

    private void TellLease(int strategy, LeaseNotice code) => Send(_control, MessageKind.Notice, new DeskNotice
    {
        Kind = NoticeKind.Lease,
        TimeNs = NowNs,
        Strategy = strategy,
        Instrument = -1,
        Code = (int)code,
        Value = _leases.InUse(strategy).Units,
        Limit = _leases.Meter.LeaseOf(strategy).Notional.Units,
    });
}
