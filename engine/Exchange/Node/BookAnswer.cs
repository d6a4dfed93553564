using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Trading.Exchange;

/// <summary>How a book node took a call.</summary>
public enum BookAnswerStatus : byte
{
    /// <summary>It was carried out; each command's outcome is in the reports.</summary>
    Done = 1,

    /// <summary>The book has no rules yet: send Configure first. Nothing was carried out.</summary>
    NotConfigured = 2,

    /// <summary>The book exists under other rules, which stand. Nothing was carried out.</summary>
    OtherRules = 3,
}

/// <summary>
/// The answer to a call: status (1 byte), version (1), zero (2), report count (4), the book's report sequence (8),
/// then the reports of <see cref="BookReport.SizeBytes"/> bytes. Little-endian.
/// </summary>
public readonly ref struct BookAnswer
{
    internal const int HeadBytes = 16;
    internal const byte Version = 1;

    private BookAnswer(BookAnswerStatus status, ulong reportSequence, ReadOnlySpan<BookReport> reports)
    {
        Status = status;
        ReportSequence = reportSequence;
        Reports = reports;
    }

    /// <summary>How the call was taken.</summary>
    public BookAnswerStatus Status { get; }

    /// <summary>The book's last report after the call.</summary>
    public ulong ReportSequence { get; }

    /// <summary>What the commands brought about, in order; a view of the answer's bytes.</summary>
    public ReadOnlySpan<BookReport> Reports { get; }

    /// <summary>Reads an answer where it lies.</summary>
    /// <returns>False when the bytes are not a whole answer of this version.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out BookAnswer answer)
    {
        answer = default;
        if (bytes.Length < HeadBytes || bytes[1] != Version) return false;
        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        if (bytes.Length != HeadBytes + (long)count * BookReport.SizeBytes) return false;
        answer = new BookAnswer(
            (BookAnswerStatus)bytes[0],
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            MemoryMarshal.Cast<byte, BookReport>(bytes[HeadBytes..]));
        return true;
    }

    internal static void Write(
        IBufferWriter<byte> output, BookAnswerStatus status, ulong reportSequence, ReadOnlySpan<BookReport> reports)
    {
        var head = output.GetSpan(HeadBytes)[..HeadBytes];
        head.Clear();
        head[0] = (byte)status;
        head[1] = Version;
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], reports.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(head[8..], reportSequence);
        output.Advance(HeadBytes);
        output.Write(MemoryMarshal.AsBytes(reports));
    }
}
