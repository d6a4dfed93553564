using System;
using System.Linq;

namespace Trading.Faults;

/// <summary>What may happen to a disk at rest, while the power is off. It is more than a journal can mend: it must be seen.</summary>
internal static class Damage
{
    /// <summary>Damages a disk, if a fault of this kind strikes.</summary>
    /// <returns>True when something was changed.</returns>
    public static bool Strike(FaultWorld world, FaultyDisk disk)
    {
        // Whatever is not named by a journal is nobody's.
        var files = disk.Files.Where(file => file.Value.Bytes.Length > 0).Select(file => file.Value).ToArray();
        if (files.Length == 0) return false;
        var isDamaged = false;
        foreach (var kind in (FaultKind[])[FaultKind.DiskCorrupts, FaultKind.DiskMisdirects, FaultKind.DiskLosesTail])
        {
            if (!world.Dice.Strikes(kind, ProtocolStep.Idle)) continue;
            var file = files[(int)world.Dice.Between(kind, 0, files.Length - 1)];
            isDamaged |= Strike(world, kind, file, files);
        }

        return isDamaged;
    }

    private static bool Strike(FaultWorld world, FaultKind kind, SimulatedFile file, SimulatedFile[] files)
    {
        long Draw(long high) => world.Dice.Between(kind, 0, high);
        switch (kind)
        {
            case FaultKind.DiskCorrupts:
                file.Flip(Draw(file.Bytes.Length * 8L - 1));
                return true;
            case FaultKind.DiskLosesTail:
                file.Shorten((int)Draw(file.Bytes.Length - 1));
                return true;
            default:
                var other = files[(int)Draw(files.Length - 1)];
                var from = (int)Draw((other.Bytes.Length - 1) / SimulatedFile.SectorBytes) * SimulatedFile.SectorBytes;
                var sector = other.Bytes.AsSpan(from, Math.Min(SimulatedFile.SectorBytes, other.Bytes.Length - from));
                // Zeros over the last sector of the last block are what a torn write leaves: no reader can tell them apart.
                if (!sector.ContainsAnyExcept((byte)0)) return false;
                file.Overwrite((int)Draw((file.Bytes.Length - 1) / SimulatedFile.SectorBytes), sector);
                return true;
        }
    }
}
