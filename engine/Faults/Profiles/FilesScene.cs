using System;


namespace Trading.Faults;

/// <summary>
/// The clients of <see cref="BookScene"/> and their books in one process over journal files. The process dies, the power fails
/// and the disk with it; what the new process finds is held against what was acknowledged.
/// </summary>
internal sealed class FilesScene : BookScene
{
    private FaultyDisk? _disk;
    private bool _isDamaged;

    /// <summary>Blocks of several sectors: what a power cut tears in the middle.</summary>
    protected override int CommandsPerCallMax => 32;

    public override int Silos => 1;

    public override bool IsLocal => true;

    public override bool IsDamaged => _isDamaged;

    public override SimulatedTable CreateTable(FaultWorld world, string node) =>
        new FileSystemTable(world.Seams.Disk(_disk ??= new FaultyDisk(world)), node);

    public override void Rest()
    {
        _disk?.Heal();
        base.Rest();
    }

    public override bool DiesWithin(ProtocolStep step, long calls, Action died)
    {
        if (_disk is null || step is not (ProtocolStep.Opening or ProtocolStep.Appending or ProtocolStep.Snapshotting)) return false;
        _disk.DieAfter(calls, died);
        return true;
    }

    public override void Killed(FaultWorld world, FaultKind kind)
    {
        world.Store.Forget();
        _disk?.Revive();
        if (kind != FaultKind.PowerCut || _disk is null) return;
        _disk.Cut();
        _isDamaged |= Damage.Strike(world, _disk);
    }
}
