using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Client.ScaleOut;
using Trading.Durable;
using Trading.Journal;

namespace Trading.Client.Chaos;

/// <summary>A disk that is full, and a record that is damaged at rest.</summary>
internal sealed class DiskFaults(ChaosStand stand, ChaosLoad load)
{
    private const int SectorBytes = 512;

    /// <summary>Within a block's header, behind its frame's: the count of records.</summary>
    private const int DamagedByte = 32 + 40;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>Takes all room for a while, and makes every book need some: a new activation begins with a new segment.</summary>
    public async Task<FaultTrace> FillAsync(PlannedFault fault, SmallDisk disk, CancellationToken cancellation)
    {
        var (began, refused) = (Stopwatch.GetTimestamp(), load.Clock.Refused(ReplyStatus.StoreUnavailable));
        var bytes = disk.Fill();
        try
        {
            foreach (var book in load.Books) await TrialCluster.MoveAsync(stand.Client, book.Key);
            await Task.Delay(fault.LastsMs, cancellation);
            await UntilAsync(() => load.Clock.Refused(ReplyStatus.StoreUnavailable) > refused, cancellation);
        }
        finally
        {
            disk.Empty();
        }

        var told = load.Clock.Refused(ReplyStatus.StoreUnavailable) - refused;
        return new FaultTrace(
            began, Stopwatch.GetTimestamp(), load.Books, $"{bytes} bytes were taken, {told} calls refused as StoreUnavailable", told > 0);
    }

    /// <summary>
    /// Ends the silo, flips one bit of one record of one book, starts a silo over it, sees that book refuse by name while the
    /// others go on, and repairs it from a copy. Two silos come and go for that.
    /// </summary>
    /// <returns>What was done, and what did not go as it must; null when all did.</returns>
    public async Task<(FaultTrace Trace, string? Error)> CorruptAsync(
        PlannedFault fault, ChaosSilo silo, CancellationToken cancellation)
    {
        var book = load.Books[fault.Victim - 1];
        var began = Stopwatch.GetTimestamp();
        await stand.RemoveAsync(silo);
        var folder = Path.Combine(stand.DataFolder, "journal", FileTable.FolderOf(book.Key) ?? "");
        var places = Places(folder);
        var found = fault.Place is { } place
            ? places.FindIndex(each => (each.Number, each.Record) == (place.Segment, place.Record))
            : places.Count == 0 ? -1 : fault.Draw % places.Count;
        if (found < 0) return await UndamagedAsync();
        var (_, segment, record, offset) = places[found];
        var copy = Path.Combine(stand.DataFolder, $"copy-{fault.Number}");
        CopyFiles(folder, copy);
        FlipBit(segment, offset + DamagedByte);
        var where = $"record {record} of {Path.GetFileName(segment)}";
        if (!(await stand.AddSiloAsync(cancellation)).TryGet(out var damaged, out var error)) return (Trace(where, happened: false), error);
        var (refused, stamp) = (load.Clock.Refused(ReplyStatus.CorruptData, book.Key), Stopwatch.GetTimestamp());
        await UntilAsync(() => load.Clock.Refused(ReplyStatus.CorruptData, book.Key) > refused, cancellation);
        var others = await TrialBook.FirstAnswersAsync(load.Books.Where(other => other != book), stamp, Limit, cancellation);
        await Task.Delay(fault.LastsMs, cancellation);
        var told = load.Clock.Refused(ReplyStatus.CorruptData, book.Key) - refused;
        var isQuiet = !book.IsAnsweredSince(stamp);
        await stand.RemoveAsync(damaged);
        foreach (var file in Directory.GetFiles(folder)) File.Delete(file);
        CopyFiles(copy, folder);
        Directory.Delete(copy, recursive: true);
        if (!(await stand.AddSiloAsync(cancellation)).TryGet(out _, out error)) return (Trace(where, happened: false), error);
        var trace = Trace($"{where}: {told} calls refused as CorruptData", happened: told > 0);
        if (!isQuiet) return (trace, $"{book.Key} answered with {where} damaged");
        return (trace, others.Any(ms => ms >= Limit.TotalMilliseconds) ? $"with {where} damaged other books did not go on" : null);

        async Task<(FaultTrace, string?)> UndamagedAsync()
        {
            var added = await stand.AddSiloAsync(cancellation);
            var last = places.Count == 0 ? "there is none" : $"the last is {new RecordPlace(places[^1].Number, places[^1].Record)}";
            var why = $"{book.Key} has no {fault.Place?.ToString() ?? "record"} that another follows: {last}";
            return (Trace(why, happened: false), added.TryGet(out _, out var missing) ? null : missing);
        }

        FaultTrace Trace(string evidence, bool happened) => new(began, Stopwatch.GetTimestamp(), load.Books, evidence, happened);
    }

    /// <summary>Records that another follows in the same segment: the end of a journal could be taken for a torn write.</summary>
    private static List<(int Number, string Segment, int Record, int Offset)> Places(string folder)
    {
        var places = new List<(int Number, string Segment, int Record, int Offset)>();
        if (!Directory.Exists(folder)) return places;
        foreach (var (number, segment) in Directory.GetFiles(folder, "*.seg").Order(StringComparer.Ordinal).Index())
        {
            var bytes = File.ReadAllBytes(segment);
            var frames = Enumerable.Range(1, Math.Max(0, bytes.Length / SectorBytes - 1))
                .Select(sector => sector * SectorBytes)
                .Where(offset => bytes.AsSpan(offset, 4).SequenceEqual("TFRM"u8))
                .ToArray();
            for (var frame = 0; frame + 1 < frames.Length; frame++) places.Add((number + 1, segment, frame + 1, frames[frame]));
        }

        return places;
    }

    private static void FlipBit(string file, int offset)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = offset;
        var value = stream.ReadByte();
        stream.Position = offset;
        stream.WriteByte((byte)(value ^ 1));
    }

    private static void CopyFiles(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
    }

    private static async Task UntilAsync(Func<bool> isReached, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        while (!isReached() && Stopwatch.GetElapsedTime(start) < Limit) await Task.Delay(Poll, cancellation);
    }
}
