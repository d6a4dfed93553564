using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Trading.Journal;
using Trading.Journal.Files;
using Trading.Model;

namespace Trading.Tests.Journal;

/// <summary>
/// <c>write FOLDER BLOCKS</c> says "ready", waits for a line, writes a journal and says what was acknowledged;
/// <c>check FOLDER ACKNOWLEDGED</c> compares a journal with what such a run had said.
/// </summary>
internal static class Program
{
    private const string Node = "s1/sim:BTC-USDT";
    private const int TriesMax = 8;
    private const int Unavailable = 3;
    private const int Violated = 1;

    private static int Main(string[] arguments) => arguments switch
    {
        ["write", var folder, var blocks] => Write(folder, int.Parse(blocks)),
        ["check", var folder, var acknowledged] => Check(folder, File.ReadAllLines(acknowledged)),
        _ => 2,
    };

    /// <summary>Writes aside first, so that all code is loaded before anyone counts system calls.</summary>
    private static int Write(string folder, int count)
    {
        var aside = Directory.CreateTempSubdirectory("trading-journal-").FullName;
        WriteBlocks(aside, count, TextWriter.Null);
        Directory.Delete(aside, recursive: true);
        Console.WriteLine("ready");
        Console.ReadLine();
        return WriteBlocks(folder, count, Console.Out);
    }

    private static int WriteBlocks(string folder, int count, TextWriter said)
    {
        using var tables = new FileBlockTables(Settings(folder));
        var table = new SyncTable(tables);
        var blocks = new Blocks();
        var epoch = 0UL;
        for (var i = 0; i < count; i++)
        {
            // Owners come and go, and after a failure another must.
            if (i % 11 == 10) epoch = 0;
            if (epoch == 0 && !TryOpen(table, blocks, said, out epoch)) return Unavailable;
            var block = blocks.Next(epoch, i * 977 % 9000);
            if (table.Append(Node, epoch, blocks.Last, block) != AppendOutcome.Committed) epoch = 0;
            else said.WriteLine($"block {blocks.Last} {StateHasher.ToText(StateHasher.Hash(block))}");
            if (epoch == 0 || i % 6 != 5) continue;
            var kept = table.SaveSnapshot(Node, epoch, blocks.Last, blocks.Snapshot(blocks.Last));
            if (kept == AppendOutcome.Committed) said.WriteLine($"snapshot {blocks.Last} -");
        }

        return 0;
    }

    private static bool TryOpen(SyncTable table, Blocks blocks, TextWriter said, out ulong epoch)
    {
        epoch = 0;
        for (var tries = 0; tries < TriesMax; tries++)
        {
            var opened = table.Open(Node);
            if (opened.Status != OpenStatus.Opened) continue;
            while (blocks.Last > opened.LastSequence) blocks.TakeBack();
            said.WriteLine($"epoch {opened.Epoch} -");
            epoch = opened.Epoch;
            return true;
        }

        return false;
    }

    private static int Check(string folder, string[] lines)
    {
        using var tables = new FileBlockTables(Settings(folder));
        var table = new SyncTable(tables);
        var opened = table.Open(Node);
        if (opened.Status != OpenStatus.Opened) return Violation($"{opened.Status} {opened.Damage} {string.Join("; ", opened.Notices)}");
        var found = Hashes(table, opened);
        var acknowledged = 0;
        foreach (var parts in lines.Select(line => line.Split(' ')).Where(parts => parts.Length == 3))
        {
            var number = ulong.Parse(parts[1]);
            acknowledged++;
            var isThere = parts[0] switch
            {
                "epoch" => number < opened.Epoch,
                "snapshot" => opened.Snapshots.Any(kept => kept >= number),
                _ => number < opened.FirstSequence ? opened.Snapshots.Any(kept => kept >= number) : found.GetValueOrDefault(number) == parts[2],
            };
            if (!isThere) return Violation($"{string.Join(' ', parts)} was acknowledged and is lost");
        }

        Console.WriteLine($"acknowledged {acknowledged}");
        return 0;
    }

    private static Dictionary<ulong, string> Hashes(SyncTable table, OpenedTable opened)
    {
        var hashes = new Dictionary<ulong, string>();
        for (var sequence = opened.FirstSequence; sequence <= opened.LastSequence;)
        {
            ReadOnlySpan<byte> bytes = table.Read(Node, sequence);
            if (bytes.IsEmpty) break;
            for (; !bytes.IsEmpty; sequence++)
            {
                var block = bytes[..BlockHeader.LengthOf(bytes)];
                hashes[sequence] = StateHasher.ToText(StateHasher.Hash(block));
                bytes = bytes[block.Length..];
            }
        }

        return hashes;
    }

    private static FileJournalSettings Settings(string folder) => new()
    {
        Folder = folder,
        Writers = 1,
        Table = new FileTableSettings { SegmentBytesMin = 8192, SegmentBytesMax = 32 * 1024 },
    };

    private static int Violation(string what)
    {
        Console.WriteLine($"violation: {what}");
        return Violated;
    }
}
