using System;
using Trading.Orders;

namespace Trading.Exchange;

/// <summary>
/// Where an exchange writes its reports: a reused, growing array that its owner drains on the same thread. It allocates only
/// while it grows to the largest batch seen.
/// </summary>
public sealed class ExecutionReportBuffer
{
    private ExecutionReport[] _reports;
    private int _count;

    /// <summary>An empty buffer.</summary>
    /// <param name="capacity">Reports before the first growth; at least 1.</param>
    public ExecutionReportBuffer(int capacity = 64) => _reports = new ExecutionReport[Math.Max(1, capacity)];

    /// <summary>Reports since the last <see cref="Clear"/>.</summary>
    public int Count => _count;

    /// <summary>The reports since the last <see cref="Clear"/>, oldest first. Valid until the next write.</summary>
    public ReadOnlySpan<ExecutionReport> Reports => _reports.AsSpan(0, _count);

    /// <summary>Forgets the reports; the memory stays.</summary>
    public void Clear() => _count = 0;

    /// <summary>The next slot, all zero.</summary>
    internal ref ExecutionReport Next()
    {
        if (_count == _reports.Length) Array.Resize(ref _reports, _reports.Length * 2);
        ref var next = ref _reports[_count++];
        next = default;
        return ref next;
    }
}
