using System;
using System.Collections.Immutable;
using Trading.Desk;
using Trading.Model;
using Trading.Orders;
using Trading.Risk;

namespace Trading.Invariants;

/// <summary>
/// Judges every step of a desk's node, in backtests and in silos alike: what an account sends and takes, and what an exchange
/// reports. Other nodes have nothing to judge step by step.
/// </summary>
public sealed class DeskAudit : IStepAudit
{
    /// <summary>What it watches.</summary>
    public static readonly ImmutableArray<Invariant> Watches =
    [
        RiskInvariants.ApprovedFirst, RiskInvariants.HaltedIsQuiet, RiskInvariants.WithinTheLease, RiskInvariants.LeasesShareTheTotal,
        .. ExecutionInvariants.All,
    ];

    private readonly VenueNode? _venue;
    private readonly ExecutionAudit? _reports;
    private readonly Money _total;
    private readonly Standing[] _before;
    private MessageKind _kind;

    /// <summary>Begins where a node stands.</summary>
    /// <param name="node">The node; attach the audit by <see cref="DeskNode.Audit"/>.</param>
    public DeskAudit(DeskNode node)
    {
        _venue = node as VenueNode;
        _total = _venue?.CapitalTotal ?? Money.Zero;
        _before = new Standing[(_venue?.StrategyCount ?? 0) + 1];
        if (node is ExchangeNode exchange) _reports = new ExecutionAudit(exchange.Exchange);
    }

    /// <summary>The first violation that it saw; null while all holds.</summary>
    public Violation? Violation { get; private set; }

    /// <inheritdoc/>
    public void Before(in DeskMessage message)
    {
        _kind = message.Kind;
        if (_venue is null) return;
        for (var strategy = 1; strategy < _before.Length; strategy++)
        {
            _before[strategy] = new(
                _venue.TradingStateOf(strategy), _venue.Orders.LastSequence(strategy), _venue.Leases.HeldBy(strategy));
        }

        if (_kind == MessageKind.Report) Violation ??= RiskInvariants.CheckReport(_venue.Orders, message.Payload.As<ExecutionReport>());
    }

    /// <inheritdoc/>
    public void After(ReadOnlySpan<DeskMessage> sent)
    {
        if (_reports is not null) CheckReports(_reports, sent);
        if (_venue is not null) Violation ??= CheckAccount(_venue);
    }

    private Violation? CheckAccount(VenueNode venue)
    {
        for (var strategy = 1; strategy < _before.Length; strategy++)
        {
            ref readonly var before = ref _before[strategy];
            if (RiskInvariants.CheckHalt(before.State, before.Sequence, venue.Orders.LastSequence(strategy)) is { } halted) return halted;
            var held = venue.Leases.HeldBy(strategy);
            if (held <= before.Held) continue;
            var lease = venue.Leases.LeaseOf(strategy);
            if (RiskInvariants.CheckUse(lease, before.Held, held, venue.InUse(strategy), venue.NowNs) is { } beyond) return beyond;
        }

        // Time only ends leases, so only a new one can be one too many.
        return _kind == MessageKind.Lease ? RiskInvariants.CheckLeases(venue.Leases, venue.StrategyCount, _total, venue.NowNs) : null;
    }

    private void CheckReports(ExecutionAudit reports, ReadOnlySpan<DeskMessage> sent)
    {
        foreach (ref readonly var message in sent)
        {
            if (message.Kind == MessageKind.Report) Violation ??= reports.Take(message.Payload.As<ExecutionReport>());
        }
    }

    /// <summary>A strategy at its account before a step.</summary>
    private readonly record struct Standing(TradingState State, long Sequence, Money Held);
}
