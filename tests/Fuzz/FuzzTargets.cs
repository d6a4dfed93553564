using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using Trading.Durable;
using Trading.Exchange;
using Trading.Journal;
using Trading.Model;
using Trading.Tests.Journal;

namespace Trading.Fuzz;

/// <summary>What is fed: how inputs begin, how their checksums are put right, and what reads them.</summary>
/// <param name="Seeds">Inputs that the reader accepts.</param>
/// <param name="Seal">Puts checksums and lengths right, so that what lies behind them is reached.</param>
/// <param name="Read">Reads an input; whatever it throws is a finding.</param>
internal sealed record FuzzTarget(IReadOnlyList<byte[]> Seeds, Action<byte[]> Seal, Action<byte[]> Read);

/// <summary>The readers of files that anybody may have written.</summary>
internal static class FuzzTargets
{
    /// <summary>A target with a bug of its own, which the loop must find.</summary>
    public const string Planted = "planted";

    private const int BlockChecksum = 44;
    private const int SnapshotChecksum = 12;
    private const int SegmentChecksum = 44;
    private const int EmergencyChecksum = 12;
    private const int Sector = 512;
    private const string Node = "main/sim:BTC-USDT";

    /// <summary>The targets that must withstand everything.</summary>
    public static IReadOnlyList<string> Names { get; } = ["block", "snapshot", "segment", "emergency"];

    public static FuzzTarget? Of(string name) => name switch
    {
        "block" => new FuzzTarget(Machine().Blocks, SealBlock, ReadBlock),
        "snapshot" => new FuzzTarget([Machine().Snapshot], SealSnapshot, ReadSnapshot),
        "segment" => new FuzzTarget(Segments(), SealSegment, ReadSegment),
        "emergency" => new FuzzTarget([EmergencyLog()], SealEmergency, ReadEmergency),
        Planted => new FuzzTarget(Machine().Blocks, SealBlock, ReadWithBug),
        _ => null,
    };

    private static void ReadBlock(byte[] bytes)
    {
        if (!BlockHeader.Open(bytes).IsOk) return;
        ReadOnlySpan<byte> rest = bytes.AsSpan(BlockHeader.Bytes);
        while (BlockRecord.TryTake(ref rest, out var record))
        {
            if (record.Name.Length + record.Payload.Length > bytes.Length) throw new InvalidOperationException("a record beyond its block");
        }

        new DurableNode(new BookNode(), new NoEffects(), DurableLimits.Default).Replay(bytes);
    }

    /// <summary>The bug: somebody thought that deliveries always come from nodes with longer names, of such a size.</summary>
    private static void ReadWithBug(byte[] bytes)
    {
        if (!BlockHeader.Open(bytes).IsOk) return;
        ReadOnlySpan<byte> rest = bytes.AsSpan(BlockHeader.Bytes);
        while (BlockRecord.TryTake(ref rest, out var record))
        {
            if (record is { Kind: RecordKind.Deliver, Name.Length: < 4, Payload.Length: > 100 and < 110 }) throw new InvalidOperationException("planted");
        }
    }

    private static void ReadSnapshot(byte[] bytes)
    {
        if (!SnapshotHeader.Open(bytes).IsOk) return;
        new DurableNode(new BookNode(), new NoEffects(), DurableLimits.Default).Restore(bytes);
    }

    private static void ReadSegment(byte[] bytes)
    {
        var disk = new SimulatedDisk();
        disk.Put($"{FileTable.FolderOf(Node)}/0000000001.seg", bytes);
        using var table = new FileTable(disk, Node, new FileTableSettings());
        var opened = table.Inspect();
        for (var sequence = opened.FirstSequence; opened.Status == OpenStatus.Opened && sequence <= opened.LastSequence;)
        {
            var blocks = table.Read(sequence).Span;
            if (blocks.IsEmpty) throw new InvalidOperationException($"block {sequence} was there and is not");
            for (; !blocks.IsEmpty; sequence++) blocks = blocks[BlockHeader.LengthOf(blocks)..];
        }

        _ = FolderInspection.Run(disk, Node, new FileTableSettings());
    }

    private static void ReadEmergency(byte[] bytes)
    {
        var disk = new SimulatedDisk();
        disk.Put("emergency.log", bytes);
        using var file = new EmergencyFile(disk, 16 * Sector);
        file.Open();
    }

    private static void SealBlock(byte[] bytes)
    {
        if (bytes.Length < BlockHeader.Bytes) return;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), (uint)bytes.Length);
        SealAt(bytes, BlockChecksum);
    }

    private static void SealSnapshot(byte[] bytes)
    {
        if (bytes.Length < SnapshotHeader.Bytes) return;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), bytes.Length);
        SealAt(bytes, SnapshotChecksum);
    }

    private static void SealSegment(byte[] bytes)
    {
        if (bytes.Length < Sector) return;
        SealAt(bytes.AsSpan(0, Sector), SegmentChecksum);
        for (var at = Sector; at + Sector <= bytes.Length;)
        {
            var frame = bytes.AsSpan(at);
            var block = frame[FrameHeader.Bytes..];
            var length = BlockHeader.LengthOf(block);
            if (length > 0 && length <= block.Length) SealAt(block[..length], BlockChecksum);
            bytes.AsSpan(SegmentChecksum, 4).CopyTo(frame[FrameHeader.SegmentChecksumOffset..]);
            BinaryPrimitives.WriteUInt32LittleEndian(frame[28..], Crc32C.Of(frame[..28]));
            at += length > 0 && length < bytes.Length ? (FrameHeader.Bytes + length + Sector) / Sector * Sector : Sector;
        }
    }

    private static void SealEmergency(byte[] bytes)
    {
        for (var at = 0; at + Sector <= bytes.Length; at += Sector) SealAt(bytes.AsSpan(at, Sector), EmergencyChecksum);
    }

    private static void SealAt(Span<byte> bytes, int checksum) =>
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[checksum..], Crc32C.Of(bytes, checksum));

    /// <summary>Blocks and a snapshot of a book's machine.</summary>
    private static (IReadOnlyList<byte[]> Blocks, byte[] Snapshot) Machine()
    {
        var effects = new SeedEffects();
        var node = new DurableNode(new BookNode(), effects, DurableLimits.Default);
        effects.Node = node;
        node.Loaded(1);
        ulong call = 0;
        foreach (var payload in Payloads()) node.Call(0, "client", ++call, payload, (long)call);
        node.TrySnapshot();
        return ([Together(), .. effects.Blocks], effects.Snapshot);
    }

    /// <summary>All calls in one first block, so that everything is reached from a fresh machine.</summary>
    private static byte[] Together()
    {
        var builder = new BlockBuilder();
        ulong call = 0;
        foreach (var payload in Payloads()) builder.Add(RecordKind.Call, "client", ++call, (long)call, payload);
        return builder.Finish(new BlockHeader
        {
            AnswersPerClient = 32,
            NodeVersion = 1,
            Sequence = 1,
            Epoch = 1,
            LastPosition = call,
            RecordCount = (uint)call,
            PreviousHash = 0,
            OutputChain = 0,
        }).ToArray();
    }

    private static IEnumerable<byte[]> Payloads()
    {
        yield return BookCall.Configure(Rules());
        yield return BookCall.Commands(
        [
            Order(1, Side.Buy, 100), Order(2, Side.Sell, 101), Order(3, Side.Buy, 101),
            new BookCommand { Kind = BookCommandKind.Cancel, OrderId = 1 },
            new BookCommand { Kind = BookCommandKind.Replace, OrderId = 2, Price = 102, Quantity = 4 },
        ]);
    }

    private static BookCommand Order(ulong id, Side side, long price) => new()
    {
        Kind = BookCommandKind.Submit,
        OrderId = id,
        Side = side,
        OrderType = OrderType.Limit,
        TimeInForce = TimeInForce.Gtc,
        Price = price,
        Quantity = 5,
    };

    private static Instrument Rules() =>
        InstrumentId.Parse("sim:BTC-USDT").TryGet(out var id, out _)
        && Instrument.Create(
                id, InstrumentKind.Spot, 2, 3, new Price(1), new Quantity(1), new Quantity(1), new Quantity(1_000_000), Notional.Zero)
            .TryGet(out var rules, out _)
            ? rules
            : throw new InvalidOperationException("the fuzzer's own instrument was refused");

    private static byte[][] Segments()
    {
        var disk = new SimulatedDisk();
        using var table = new FileTable(disk, Node, new FileTableSettings { SegmentBytesMin = 16 * Sector });
        var epoch = table.Open().Epoch;
        var blocks = new Blocks();
        foreach (var bytes in (int[])[10, 700, 10, 2000]) table.Append(epoch, blocks.Last + 1, blocks.Next(epoch, bytes));
        return [.. disk.Files.Where(file => file.Key.EndsWith(".seg", StringComparison.Ordinal)).Select(file => file.Value.Bytes)];
    }

    private static byte[] EmergencyLog()
    {
        var disk = new SimulatedDisk();
        using (var file = new EmergencyFile(disk, 16 * Sector))
        {
            file.Open();
            foreach (var bytes in (int[])[10, 600]) file.Append([new EmergencyEntry("node", new EmergencyCall("x", (ulong)bytes, new byte[bytes]))]);
        }

        return disk.Files["emergency.log"].Bytes;
    }
}
