using System;
using System.Diagnostics;
using System.IO;
using Trading.Journal.Files;

namespace Trading.Client.Bench;

/// <summary>What bounds durable orders from below the journal, measured alone.</summary>
internal static class DurableCeilings
{
    private const int SegmentBytes = 64 * 1024 * 1024;

    /// <summary>Synced appends per second of blocks of a size, into a preallocated file.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public static double SyncsPerSecond(string folder, int blockBytes, TimeSpan length)
    {
        var disk = new FileDisk(folder);
        if (!disk.Create("ceiling", SegmentBytes).TryGet(out var file, out var error)) throw new IOException(error.ToString());
        using (file)
        {
            var padded = (blockBytes + 511) / 512 * 512;
            var block = new byte[padded];
            Array.Fill(block, (byte)1);
            long syncs = 0, offset = 0;
            var start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start) < length)
            {
                if (offset + padded > SegmentBytes) offset = 0;
                if ((file.Write(offset, block) ?? file.Sync()) is { } refused) throw new IOException(refused.ToString());
                offset += padded;
                syncs++;
            }

            var rate = syncs / Stopwatch.GetElapsedTime(start).TotalSeconds;
            disk.Delete("ceiling");
            return rate;
        }
    }
}
