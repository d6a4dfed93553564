using System;
using System.Diagnostics;

namespace Trading.Client;

/// <summary>A line on the error stream that counts up, and is wiped at the end; silent when nobody watches.</summary>
internal sealed class ProgressLine(Terminal terminal, string what) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private long _last = Stopwatch.GetTimestamp();
    private bool _isShown;

    /// <summary>Shows how much is done, at most ten times a second.</summary>
    /// <param name="fraction">0 to 1.</param>
    public void Report(double fraction)
    {
        if (!terminal.IsInteractive || Stopwatch.GetElapsedTime(_last) < Interval) return;
        _last = Stopwatch.GetTimestamp();
        _isShown = true;
        terminal.Error.Write($"\r{what} {Math.Clamp(fraction, 0, 1):P0} ");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isShown) terminal.Error.Write("\r" + new string(' ', what.Length + 8) + "\r");
    }
}
