using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using Trading.Model;

namespace Trading.Journal;

/// <summary>
/// The emergency log's file, as a synchronous machine over a disk: of a fixed length that is taken when it is made, so
/// that it can be written while the disk is full. docs/design/JOURNAL.md has the layout. Not thread-safe.
/// </summary>
public sealed class EmergencyFile : IDisposable
{
    /// <summary>The file's length when no other is asked for, bytes.</summary>
    public const int LengthDefault = 4 * 1024 * 1024;

    private const string Name = "emergency.log";
    private const int LengthMax = 64 * 1024 * 1024;
    private const uint Magic = 0x474D4554;
    private const uint Layout = 1;
    private const int ChecksumOffset = 12;
    private readonly IDisk _disk;
    private readonly int _length;
    private IDiskFile? _file;
    private uint _fileChecksum;
    private int _offset;

    /// <summary>The file in the root of a disk.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="length">The length of a file that is made anew; a multiple of 512.</param>
    public EmergencyFile(IDisk disk, int length = LengthDefault)
    {
        _disk = disk;
        _length = length;
    }

    /// <summary>What an operator should know about the file that was opened; mostly empty.</summary>
    public IReadOnlyList<string> Notices { get; private set; } = [];

    /// <summary>Whether a call fits into a file that is fresh.</summary>
    public bool Takes(EmergencyEntry entry) =>
        entry.IsWellFormed() && EmergencyEntryCodec.BytesFor(entry) <= _length - Sector.Bytes;

    /// <summary>
    /// Reads what is there, and goes on in a fresh file that holds only what is not settled; in the old one when the disk
    /// has no room for another.
    /// </summary>
    /// <returns>The unsettled calls, in the order in which they came.</returns>
    public Result<IReadOnlyList<EmergencyEntry>, DiskError> Open()
    {
        var unsettled = new List<EmergencyEntry>();
        if (ReadAll(unsettled) is { } unreadable && unreadable.Fault != DiskFault.NotFound) return unreadable;
        var old = _file;
        if (Rewrite(unsettled) is not { } error) return Result<IReadOnlyList<EmergencyEntry>, DiskError>.Ok(unsettled);
        _file = old;
        return old is null ? error : Result<IReadOnlyList<EmergencyEntry>, DiskError>.Ok(unsettled);
    }

    /// <summary>Writes calls and syncs them, all at once.</summary>
    /// <returns>Null when all are durable; Full when they do not fit, and then none was written.</returns>
    public DiskError? Append(IReadOnlyList<EmergencyEntry> entries)
    {
        if (_file is not { } file) return new DiskError(DiskFault.NotFound, "writing", Name, 0);
        if (entries.Sum(entry => (long)EmergencyEntryCodec.BytesFor(entry)) > file.Length - _offset)
        {
            return new DiskError(DiskFault.Full, "writing", Name, 0);
        }

        foreach (var entry in entries)
        {
            if (Write(file, entry, isSettled: false) is { } error) return error;
        }

        return file.Sync();
    }

    /// <summary>Notes that a call is in the journal. Not synced: to forget it means to try the call again, in vain.</summary>
    public void Settle(EmergencyEntry entry)
    {
        var settled = entry with { Call = entry.Call with { Payload = default } };
        if (_file is not { } file || EmergencyEntryCodec.BytesFor(settled) > file.Length - _offset) return;
        Write(file, settled, isSettled: true);
    }

    /// <summary>Goes on in a fresh file that holds these calls only.</summary>
    /// <returns>Null when they are durable in it and the old one is gone.</returns>
    public DiskError? Rewrite(IReadOnlyList<EmergencyEntry> unsettled)
    {
        const string aside = Name + FileNumber.AsideEnding;
        _disk.Delete(aside);
        var (oldFile, oldOffset, oldChecksum) = (_file, _offset, _fileChecksum);
        if (!_disk.Create(aside, _length).TryGet(out var file, out var error)) return error;
        Span<byte> sector = stackalloc byte[Sector.Bytes];
        WriteHeader(sector, _length);
        (_file, _offset, _fileChecksum) = (file, Sector.Bytes, Crc32C.Of(sector, ChecksumOffset));
        error = file.Write(0, sector) ?? Append(unsettled) ?? _disk.Rename(aside, Name) ?? _disk.SyncFolder("");
        if (error is null)
        {
            oldFile?.Dispose();
            return null;
        }

        file.Dispose();
        (_file, _offset, _fileChecksum) = (oldFile, oldOffset, oldChecksum);
        return error;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private DiskError? Write(IDiskFile file, EmergencyEntry entry, bool isSettled)
    {
        var bytes = new byte[EmergencyEntryCodec.BytesFor(entry)];
        EmergencyEntryCodec.Write(bytes, entry, isSettled, _fileChecksum);
        var error = file.Write(_offset, bytes);
        _offset += bytes.Length;
        return error;
    }

    private DiskError? ReadAll(List<EmergencyEntry> unsettled)
    {
        Dispose();
        if (!_disk.Reopen(Name).TryGet(out var file, out var error)) return error;
        if (file.Length > LengthMax)
        {
            file.Dispose();
            return new DiskError(DiskFault.Failed, "reading", Name, 0);
        }

        var bytes = new byte[file.Length];
        if (!file.Read(0, bytes).TryGet(out var count, out error))
        {
            file.Dispose();
            return error;
        }

        _file = file;
        Scan(bytes.AsSpan(0, count), unsettled);
        return null;
    }

    private void Scan(ReadOnlySpan<byte> bytes, List<EmergencyEntry> unsettled)
    {
        var skipped = 0;
        _offset = Sector.Bytes;
        if (bytes.Length >= Sector.Bytes) _fileChecksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumOffset..]);
        for (var at = Sector.Bytes; at + Sector.Bytes <= bytes.Length;)
        {
            var taken = EmergencyEntryCodec.TryRead(bytes[at..], _fileChecksum, out var entry, out var isSettled);
            if (taken > 0 && isSettled) unsettled.RemoveAll(call => call.IsSameCall(entry));
            else if (taken > 0) unsettled.Add(entry);
            var isUsed = taken > 0 || !Sector.IsZero(bytes.Slice(at, Sector.Bytes));
            if (taken == 0 && isUsed) skipped++;
            at += Math.Max(taken, Sector.Bytes);
            if (isUsed) _offset = at;
        }

        Notices = skipped == 0 ? [] :
        [
            $"{skipped} sectors of {Name} do not verify: calls whose writing was interrupted, or damage; they are not used",
        ];
    }

    private static void WriteHeader(Span<byte> sector, int length)
    {
        sector.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(sector, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(sector[4..], Layout);
        BinaryPrimitives.WriteInt32LittleEndian(sector[8..], length);
        BinaryPrimitives.WriteUInt32LittleEndian(sector[ChecksumOffset..], Crc32C.Of(sector, ChecksumOffset));
    }
}
