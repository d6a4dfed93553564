using System.Buffers;
using System.Collections.Immutable;
using Trading.Capital;
using Trading.Model;
using Trading.Risk;

namespace Trading.Desk;

/// <summary>
/// An account's capital as a node: it renews strategies' leases when the account tells what is in use, and grants again what was
/// given back only on the account's word. A lease goes to the account and to its strategy at once.
/// </summary>
/// <param name="rank">Its place in the order of all sources.</param>
/// <param name="name">Its name.</param>
/// <param name="config">The desk.</param>
/// <param name="strategies">The ranks of the strategies, by number less one.</param>
/// <param name="venue">The rank of the venue account.</param>
public sealed class CapitalNode(int rank, string name, DeskConfig config, ImmutableArray<int> strategies, int venue)
    : DeskNode(rank, name)
{
    /// <summary>What is granted, and what is free.</summary>
    public CapitalPool Pool { get; } = new(config.Plan, config.Budgets);

    /// <inheritdoc/>
    protected override void OnMessage(in DeskMessage message)
    {
        if (message.Kind == MessageKind.LeaseReport) Take(message.Payload.As<LeaseReport>());
        else if (message.Kind == MessageKind.Command) Take(message.Payload.As<OperatorCommand>());
    }

    /// <inheritdoc/>
    protected override void SaveState(IBufferWriter<byte> destination) => Pool.Save(new StateWriter(destination));

    /// <inheritdoc/>
    protected override void LoadState(ref StateReader reader) => Pool.Load(ref reader);

    private void Take(in LeaseReport report)
    {
        Pool.Take(report);
        if (report.Kind != LeaseReportKind.Usage || !Pool.TryRenew(report.Strategy, report.Loss, NowNs, out var lease)) return;
        Send(venue, MessageKind.Lease, lease);
        Send(strategies[report.Strategy - 1], MessageKind.Lease, lease);
    }

    private void Take(in OperatorCommand command)
    {
        // Whoever may only reduce needs no capital: it comes free for others, and back with the first report after a resumption.
        var isStopped = command.Kind.After(TradingState.Active) != TradingState.Active;
        for (var strategy = 1; strategy <= strategies.Length; strategy++)
        {
            if (command.IsFor(strategy)) Pool.SetStopped(strategy, isStopped);
        }
    }
}
