using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Trading.Exchange;

/// <summary>
/// Where a book writes its reports: a reused, growing array that its owner drains after each batch, on the same thread.
/// It allocates only while it grows to the largest batch seen.
/// </summary>
public sealed class ReportBuffer
{
    private BookReport[] _reports;
    private int _count;

    /// <summary>An empty buffer.</summary>
    /// <param name="capacity">Reports before the first growth; at least 1.</param>
    public ReportBuffer(int capacity = 256) => _reports = new BookReport[Math.Max(1, capacity)];

    /// <summary>Reports since the last <see cref="Clear"/>.</summary>
    public int Count => _count;

    /// <summary>The reports since the last <see cref="Clear"/>, oldest first. Valid until the next write.</summary>
    public ReadOnlySpan<BookReport> Reports => _reports.AsSpan(0, _count);

    /// <summary>Forgets the reports; the memory stays.</summary>
    public void Clear() => _count = 0;

    /// <summary>The next slot, whose every field the writer sets.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref BookReport Next()
    {
        var (reports, count) = (_reports, _count);
        if ((uint)count >= (uint)reports.Length) reports = Grow();
        _count = unchecked(count + 1);
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(reports), (uint)count);
    }

    /// <summary>The report written last, for a field that differs from the common form.</summary>
    internal ref BookReport Last => ref _reports[_count - 1];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private BookReport[] Grow()
    {
        Array.Resize(ref _reports, _reports.Length * 2);
        return _reports;
    }
}
