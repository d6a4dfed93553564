using System.Linq;
using Trading.Faults;
using Trading.Model;
using Xunit;

namespace Trading.Tests.Faults;

/// <summary>What a power cut leaves of a file: everything synced, and of the rest any sectors.</summary>
public sealed class SimulatedDiskTests
{
    private const int Sectors = 6;

    [Fact]
    public void What_was_synced_survives_any_power_cut()
    {
        var random = SeededRandom.Create(1, "test");
        var file = Written(1);
        file.Sync();
        for (var cut = 0; cut < 20; cut++)
        {
            Assert.Equal(file.Bytes, file.AfterCut(ref random, 500_000, lost: -1).Bytes);
        }
    }

    [Fact]
    public void Of_what_was_not_synced_each_sector_is_there_or_not()
    {
        var random = SeededRandom.Create(2, "test");
        var file = Written(1);
        file.Sync();
        file.Write(0, Enumerable.Repeat((byte)2, Sectors * SimulatedFile.SectorBytes).ToArray());
        var (whole, torn) = (0, 0);
        for (var cut = 0; cut < 200; cut++)
        {
            var left = file.AfterCut(ref random, 500_000, lost: -1).Bytes.Chunk(SimulatedFile.SectorBytes).ToArray();
            Assert.All(left, sector => Assert.Single(sector.Distinct()));
            var arrived = left.Count(sector => sector[0] == 2);
            if (arrived is 0 or Sectors) whole++;
            else torn++;
        }

        Assert.True(whole > 0 && torn > 100, $"{whole} whole, {torn} torn");
        Assert.Equal(Sectors - 1, file.AfterCut(ref random, 1_000_000, lost: 2).Bytes.Chunk(SimulatedFile.SectorBytes).Count(sector => sector[0] == 2));
    }

    [Fact]
    public void A_failed_sync_drops_what_it_should_have_kept_and_a_later_one_does_not_bring_it_back()
    {
        var random = SeededRandom.Create(3, "test");
        var file = Written(1);
        file.Sync();
        file.Write(0, new byte[SimulatedFile.SectorBytes]);
        file.Drop();
        file.Sync();
        Assert.Equal(0, file.Bytes[0]);
        Assert.Equal(1, file.AfterCut(ref random, 1_000_000, lost: -1).Bytes[0]);
    }

    [Fact]
    public void A_file_that_was_never_synced_may_be_empty()
    {
        var random = SeededRandom.Create(4, "test");
        var file = Written(1);
        Assert.Empty(file.AfterCut(ref random, 0, lost: -1).Bytes);
        Assert.Equal(file.Bytes, file.AfterCut(ref random, 1_000_000, lost: -1).Bytes);
    }

    private static SimulatedFile Written(byte value)
    {
        var file = new SimulatedFile(Sectors * SimulatedFile.SectorBytes);
        file.Write(0, Enumerable.Repeat(value, Sectors * SimulatedFile.SectorBytes).ToArray());
        return file;
    }
}
