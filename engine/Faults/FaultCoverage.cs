using System.Collections.Immutable;

namespace Trading.Faults;

/// <summary>How often each fault struck at each step of the protocol.</summary>
public sealed class FaultCoverage
{
    private readonly long[] _hits = new long[Fault.Kinds * Fault.Steps];

    /// <summary>How often a fault struck at a step.</summary>
    public long Of(FaultKind kind, ProtocolStep step) => _hits[(int)kind * Fault.Steps + (int)step];

    /// <summary>How often a fault struck at all.</summary>
    public long Of(FaultKind kind)
    {
        var sum = 0L;
        for (var step = 0; step < Fault.Steps; step++) sum += Of(kind, (ProtocolStep)step);
        return sum;
    }

    /// <summary>How many faults struck.</summary>
    public long Total
    {
        get
        {
            var sum = 0L;
            foreach (var hits in _hits) sum += hits;
            return sum;
        }
    }

    /// <summary>Adds another table's hits.</summary>
    public void Add(FaultCoverage other)
    {
        for (var i = 0; i < _hits.Length; i++) _hits[i] += other._hits[i];
    }

    /// <summary>The steps at which a fault can strike in a profile; a cell beyond them is not expected to be hit.</summary>
    public static ImmutableArray<ProtocolStep> StepsOf(FaultProfile profile, FaultKind kind) => profile switch
    {
        FaultProfile.Book => ClusterSteps(kind, canDeliver: true, canConfirm: true),
        FaultProfile.Desk => kind == FaultKind.DriverRestart
            ? [ProtocolStep.Calling]
            : ClusterSteps(kind, canDeliver: true, canConfirm: false),
        FaultProfile.Files => FileSteps(kind),
        FaultProfile.Market => kind == FaultKind.DriverRestart
            ? [ProtocolStep.Calling]
            : ClusterSteps(kind, canDeliver: true, canConfirm: true),
        FaultProfile.Venue => VenueSteps(kind),
        FaultProfile.All => [],
    };

    internal void Hit(FaultKind kind, ProtocolStep step) => _hits[(int)kind * Fault.Steps + (int)step]++;

    private static ImmutableArray<ProtocolStep> ClusterSteps(FaultKind kind, bool canDeliver, bool canConfirm)
    {
        ImmutableArray<ProtocolStep> store =
        [
            ProtocolStep.Opening, ProtocolStep.Loading, ProtocolStep.Appending, ProtocolStep.Snapshotting,
            .. canConfirm ? [ProtocolStep.Confirming] : (ProtocolStep[])[],
        ];
        ImmutableArray<ProtocolStep> silos =
        [
            ProtocolStep.Calling, ProtocolStep.Answering, .. canDeliver ? [ProtocolStep.Delivering] : (ProtocolStep[])[],
        ];
        return kind switch
        {
            FaultKind.MessageLost or FaultKind.MessageDelayed => [.. silos, .. store],
            // Whoever speaks with the store does so over a connection that repeats nothing.
            FaultKind.MessageDuplicated => silos,
            FaultKind.PartitionTwoWay or FaultKind.PartitionOneWay => [.. silos, .. store],
            FaultKind.SiloCrash or FaultKind.SiloPause or FaultKind.SiloZombie or FaultKind.DoubleActivation
                or FaultKind.ClockForward or FaultKind.ClockBack => [ProtocolStep.Idle, .. store],
            FaultKind.StoreDown => store,
            _ => [],
        };
    }

    private static ImmutableArray<ProtocolStep> FileSteps(FaultKind kind) => kind switch
    {
        FaultKind.MessageLost or FaultKind.MessageDelayed or FaultKind.MessageDuplicated =>
            [ProtocolStep.Calling, ProtocolStep.Answering, ProtocolStep.Delivering],
        FaultKind.SiloCrash or FaultKind.PowerCut or FaultKind.SiloPause =>
        [
            ProtocolStep.Idle, ProtocolStep.Opening, ProtocolStep.Loading, ProtocolStep.Appending, ProtocolStep.Confirming,
            ProtocolStep.Snapshotting,
        ],
        FaultKind.DiskWriteFails or FaultKind.DiskFull or FaultKind.DiskSyncFails =>
            [ProtocolStep.Opening, ProtocolStep.Appending, ProtocolStep.Snapshotting],
        FaultKind.DiskReadFails => [ProtocolStep.Opening, ProtocolStep.Loading, ProtocolStep.Snapshotting],
        FaultKind.DiskCorrupts or FaultKind.DiskMisdirects or FaultKind.DiskLosesTail => [ProtocolStep.Idle],
        _ => [],
    };

    private static ImmutableArray<ProtocolStep> VenueSteps(FaultKind kind) => kind switch
    {
        FaultKind.VenueSlow or FaultKind.ReportLost or FaultKind.ReportDuplicated or FaultKind.ReportReordered => [ProtocolStep.Trading],
        _ => ClusterSteps(kind, canDeliver: false, canConfirm: false),
    };
}
