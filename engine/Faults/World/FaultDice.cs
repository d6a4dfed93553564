using System;
using Trading.Model;

namespace Trading.Faults;

/// <summary>
/// Whether faults strike. Each kind draws from a stream of its own, so that switching one off leaves the draws of the others
/// as they were. Every seed has its own mix: most kinds on, some off, rates over two orders of magnitude.
/// </summary>
internal sealed class FaultDice
{
    private const int SnapshotBias = 10;
    private const int SnapshotPpmMax = 60_000;
    private readonly int[] _ppm = new int[Fault.Kinds];
    private readonly SeededRandom[] _streams = new SeededRandom[Fault.Kinds];

    /// <summary>A mix of a seed.</summary>
    /// <param name="config">The run.</param>
    /// <param name="number">Which of the seed's mixes, from 1.</param>
    public FaultDice(FaultConfig config, int number)
    {
        var mix = SeededRandom.Create(config.Seed, number == 1 ? "mix" : $"mix/{number}");
        foreach (var kind in Fault.All)
        {
            _streams[(int)kind] = SeededRandom.Create(config.Seed, "fault/" + kind);
            // Drawn whether or not the kind takes part, so that the mix of the others stays.
            var (isOn, size) = (mix.ChancePpm(700_000), mix.Between(1, 100));
            if (isOn && config.Allows(kind)) _ppm[(int)kind] = (int)(size * PpmMaxOf(kind) / 100);
        }
    }

    /// <summary>Where hits are counted.</summary>
    public FaultCoverage Coverage { get; } = new();

    /// <summary>False once the world heals: nothing strikes any more.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>Whether a kind takes part in this seed.</summary>
    public bool Has(FaultKind kind) => _ppm[(int)kind] > 0;

    /// <summary>Whether a fault of single messages or disk calls strikes now.</summary>
    public bool Strikes(FaultKind kind, ProtocolStep step)
    {
        if (!IsOn || _ppm[(int)kind] == 0) return false;
        // A snapshot is a handful of calls among thousands of appends: without a bias its failures would hardly be seen.
        var ppm = _ppm[(int)kind];
        if (step == ProtocolStep.Snapshotting && Fault.IsOfDisks(kind)) ppm = Math.Min(ppm * SnapshotBias, SnapshotPpmMax);
        if (!_streams[(int)kind].ChancePpm(ppm)) return false;
        Coverage.Hit(kind, step);
        return true;
    }

    /// <summary>A uniform number from a kind's own stream.</summary>
    public long Between(FaultKind kind, long low, long high) => _streams[(int)kind].Between(low, high);

    /// <summary>How long until a fault of places comes again: the rarer, the longer.</summary>
    public long PauseNs(FaultKind kind) =>
        Between(kind, 1, 2 * 1_000_000_000L * 10_000_000 / Math.Max(1, _ppm[(int)kind]));

    /// <summary>The highest rate of a kind, in parts per million: of messages, of disk calls, or of a fault per ten seconds.</summary>
    private static int PpmMaxOf(FaultKind kind) => kind switch
    {
        FaultKind.MessageLost or FaultKind.MessageDelayed or FaultKind.MessageDuplicated => 60_000,
        FaultKind.ReportLost or FaultKind.ReportDuplicated or FaultKind.ReportReordered => 80_000,
        FaultKind.DiskWriteFails or FaultKind.DiskFull or FaultKind.DiskSyncFails => 4_000,
        FaultKind.DiskReadFails => 60_000,
        FaultKind.DiskCorrupts or FaultKind.DiskMisdirects or FaultKind.DiskLosesTail => 60_000,
        FaultKind.ClockForward or FaultKind.ClockBack => 400_000,
        FaultKind.VenueSlow => 500_000,
        FaultKind.PowerCut => 600_000,
        _ => 200_000,
    };
}
