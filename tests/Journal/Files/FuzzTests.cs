using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Journal;
using Trading.Model;
using Xunit;

namespace Trading.Tests.Journal;

/// <summary>
/// Hostile bytes against every reader of files: journals, snapshots and emergency logs that were mutated, most of them with
/// their checksums put right again so that what lies behind those is reached. A typed answer, never an exception.
/// </summary>
public sealed class FuzzTests
{
    [Fact]
    public void A_mutated_journal_gets_a_typed_answer_and_what_opens_can_be_read()
    {
        using var image = SmallImage();
        var random = SeededRandom.Create(Campaign.FirstSeed, "fuzz journal");
        var opened = new Dictionary<OpenStatus, long>();
        for (var run = 0; run < Campaign.Pick(3000, 200_000); run++)
        {
            var path = Pick(ref random, image.Segments);
            var saved = image.Bytes(path).ToArray();
            MutateSegment(ref random, image, path);
            var answer = Read(image.Disk, random.Below(8) == 0);
            opened[answer] = opened.GetValueOrDefault(answer) + 1;
            image.Disk.Put(path, saved);
        }

        Campaign.Report(("journals", opened.Values.Sum()), ("violations", 0));
        // Both ways must have been taken, or the mutations prove little.
        Assert.True(opened[OpenStatus.Corrupt] > 100 && opened[OpenStatus.Opened] > 100);
    }

    [Fact]
    public void A_mutated_snapshot_is_refused_or_whole()
    {
        var random = SeededRandom.Create(Campaign.FirstSeed, "fuzz snapshot");
        var accepted = 0;
        for (var run = 0; run < Campaign.Pick(20_000, 2_000_000); run++)
        {
            var snapshot = Blocks.Snapshot(9, [1, 2, 3], (int)random.Below(200));
            var bytes = Mutate(ref random, snapshot);
            if (bytes.Length >= SnapshotHeader.Bytes && random.Below(2) == 0) Seal(bytes, checksum: 12);
            if (SnapshotHeader.Open(bytes).TryGet(out var header, out _)) accepted += header.Sequence == 9 ? 1 : 0;
        }

        Campaign.Report(("snapshots", Campaign.Pick(20_000, 2_000_000)), ("violations", 0));
        Assert.True(accepted > 100);
    }

    [Fact]
    public void A_mutated_block_is_refused_or_its_records_end_within_it()
    {
        var random = SeededRandom.Create(Campaign.FirstSeed, "fuzz block");
        var records = 0L;
        for (var run = 0; run < Campaign.Pick(20_000, 2_000_000); run++)
        {
            var bytes = Mutate(ref random, new Blocks().Next(1, (int)random.Below(300)));
            if (bytes.Length >= BlockHeader.Bytes && random.Below(4) != 0) Seal(bytes, checksum: 44);
            if (!BlockHeader.Open(bytes).IsOk) continue;
            ReadOnlySpan<byte> rest = bytes.AsSpan(BlockHeader.Bytes);
            while (BlockRecord.TryTake(ref rest, out var record)) records += record.Payload.Length + record.Name.Length > bytes.Length ? 1_000_000_000 : 1;
        }

        Campaign.Report(("blocks", Campaign.Pick(20_000, 2_000_000)), ("violations", records / 1_000_000_000));
        Assert.InRange(records, 1000, 999_999_999);
    }

    [Fact]
    public void A_mutated_emergency_log_opens()
    {
        var random = SeededRandom.Create(Campaign.FirstSeed, "fuzz emergency");
        var found = 0L;
        for (var run = 0; run < Campaign.Pick(2000, 100_000); run++)
        {
            var disk = new SimulatedDisk();
            using (var file = new EmergencyFile(disk, 16 * 512))
            {
                Assert.True(file.Open().IsOk);
                for (var i = 1UL; i <= 4; i++) file.Append([new EmergencyEntry("node", new EmergencyCall("x", i, Blocks.Payload(i, (int)random.Below(700))))]);
            }

            var bytes = Mutate(ref random, disk.Files["emergency.log"].Bytes);
            if (bytes.Length >= 1024 && random.Below(2) == 0) Seal(bytes.AsSpan(512, 512), checksum: 12);
            disk.Put("emergency.log", bytes);
            using var again = new EmergencyFile(disk, 16 * 512);
            if (again.Open().TryGet(out var calls, out _)) found += calls.Count;
        }

        Campaign.Report(("emergencyLogs", Campaign.Pick(2000, 100_000)), ("violations", 0));
        Assert.True(found > 1000);
    }

    private static JournalImage SmallImage()
    {
        var disk = new SimulatedDisk();
        using var run = new JournalRun(disk, disk, seed: 9) { SnapshotOdds = 0 };
        Assert.True(run.Go(12));
        return new JournalImage(disk.Copy());
    }

    private static OpenStatus Read(SimulatedDisk disk, bool byANewOwner)
    {
        var seen = byANewOwner ? disk.Copy() : disk;
        using var table = new FileTable(seen, JournalRun.Node, JournalRun.Settings);
        var opened = byANewOwner ? table.Open() : table.Inspect();
        if (opened.Status != OpenStatus.Opened) return opened.Status;
        for (var sequence = opened.FirstSequence; sequence <= opened.LastSequence;)
        {
            var bytes = table.Read(sequence).Span;
            Assert.False(bytes.IsEmpty);
            for (; !bytes.IsEmpty; sequence++) bytes = bytes[BlockHeader.LengthOf(bytes)..];
        }

        return OpenStatus.Opened;
    }

    /// <summary>Changes fields of a header, a frame or a block, puts checksums right, or changes bytes anywhere.</summary>
    private static void MutateSegment(ref SeededRandom random, JournalImage image, string path)
    {
        var bytes = image.Bytes(path);
        var frames = image.Frames.Where(frame => frame.Path == path).ToArray();
        switch (random.Below(4))
        {
            case 0:
                Change(ref random, bytes.AsSpan(4, 60));
                Seal(bytes.AsSpan(0, 512), checksum: 44);
                break;
            case 1 when frames.Length > 0:
                var frame = Pick(ref random, frames);
                Change(ref random, bytes.AsSpan(frame.Offset + 4, 24));
                SealFrame(bytes.AsSpan(frame.Offset, FrameHeader.Bytes));
                break;
            case 2 when frames.Length > 0:
                frame = Pick(ref random, frames);
                var block = bytes.AsSpan(frame.Offset + FrameHeader.Bytes, frame.Bytes - FrameHeader.Bytes);
                var length = BlockHeader.LengthOf(block);
                Change(ref random, block[..length]);
                Seal(block[..length], checksum: 44);
                break;
            default:
                image.Disk.Put(path, Mutate(ref random, bytes));
                break;
        }
    }

    private static byte[] Mutate(ref SeededRandom random, byte[] bytes)
    {
        var mutated = random.Below(6) == 0 ? bytes[..(int)random.Below(bytes.Length + 1)] : [.. bytes];
        if (mutated.Length != 0) Change(ref random, mutated);
        return mutated;
    }

    private static void Change(ref SeededRandom random, Span<byte> bytes)
    {
        for (var changes = random.Between(1, 3); changes > 0; changes--)
        {
            var at = (int)random.Below(bytes.Length);
            var count = Math.Min((int)random.Between(1, 8), bytes.Length - at);
            switch (random.Below(4))
            {
                case 0: bytes[at] ^= (byte)(1 << (int)random.Below(8)); break;
                case 1: bytes.Slice(at, count).Fill((byte)(random.Below(2) * 255)); break;
                case 2: bytes[at] = (byte)random.Below(256); break;
                default: bytes.Slice((int)random.Below(bytes.Length - count + 1), count).CopyTo(bytes.Slice(at, count)); break;
            }
        }
    }

    private static void Seal(Span<byte> bytes, int checksum) =>
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes[checksum..], Crc32C.Of(bytes, checksum));

    private static void SealFrame(Span<byte> head) =>
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(head[28..], Crc32C.Of(head[..28]));

    private static T Pick<T>(ref SeededRandom random, IReadOnlyList<T> from) => from[(int)random.Below(from.Count)];
}
