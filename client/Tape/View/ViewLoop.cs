using System;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Threading;
using Trading.Tape;

namespace Trading.Client.Tape.View;

/// <summary>Keys in, screens out, until the user leaves.</summary>
internal sealed class ViewLoop(TapePlayer player, TapeMatcher matcher, TapeScreen screen, CancellationToken cancellation)
{
    private const int PageEvents = 100;
    private const int PollMs = 15;
    private const int FrameMs = 50;

    private int _instrument;
    private long _eventsPerSecond = 16;
    private double _due;
    private bool _isPlaying;
    private string _message = "";

    /// <summary>Runs on the process's terminal, and gives it back as it was.</summary>
    public void Run()
    {
        var window = (0, 0);
        Console.Write("\u001b[?1049h\u001b[?25l");
        try
        {
            var clock = Stopwatch.StartNew();
            Draw();
            while (!cancellation.IsCancellationRequested)
            {
                var isChanged = false;
                while (Console.KeyAvailable)
                {
                    if (!OnKey(Console.ReadKey(intercept: true))) return;
                    isChanged = true;
                }

                isChanged |= Play(clock);
                var now = (Console.WindowWidth, Console.WindowHeight);
                if (isChanged || now != window) Draw();
                window = now;
                Thread.Sleep(_isPlaying ? FrameMs : PollMs);
            }
        }
        finally
        {
            Console.Write("\u001b[?25h\u001b[?1049l");
        }
    }

    private bool Play(Stopwatch clock)
    {
        var elapsed = clock.Elapsed.TotalSeconds;
        clock.Restart();
        if (!_isPlaying) return false;
        _due += elapsed * _eventsPerSecond;
        var steps = (long)_due;
        _due -= steps;
        player.Seek(player.Sequence + steps);
        _isPlaying = player.Sequence < player.Count;
        return true;
    }

    private bool OnKey(ConsoleKeyInfo key)
    {
        _message = "";
        switch (key.Key)
        {
            case ConsoleKey.Q or ConsoleKey.Escape: return false;
            case ConsoleKey.RightArrow or ConsoleKey.L: player.Seek(player.Sequence + 1); break;
            case ConsoleKey.LeftArrow or ConsoleKey.H: player.Seek(player.Sequence - 1); break;
            case ConsoleKey.PageDown or ConsoleKey.DownArrow: player.Seek(player.Sequence + PageEvents); break;
            case ConsoleKey.PageUp or ConsoleKey.UpArrow: player.Seek(player.Sequence - PageEvents); break;
            case ConsoleKey.Home: player.Seek(0); break;
            case ConsoleKey.End: player.Seek(player.Count); break;
            case ConsoleKey.Tab: _instrument = (_instrument + 1) % Math.Max(1, player.Header.Instruments.Length); break;
            case ConsoleKey.Spacebar: _isPlaying = !_isPlaying; break;
            case ConsoleKey.F: if (!player.SeekNext(matcher)) _message = "no later match"; break;
            case ConsoleKey.B: if (!player.SeekPrevious(matcher)) _message = "no earlier match"; break;
            case ConsoleKey.G: GoTo(); break;
            default:
                if (key.KeyChar == '+') _eventsPerSecond = Math.Min(1 << 20, _eventsPerSecond * 2);
                if (key.KeyChar == '-') _eventsPerSecond = Math.Max(1, _eventsPerSecond / 2);
                break;
        }

        return true;
    }

    private void GoTo()
    {
        var digits = new StringBuilder();
        while (true)
        {
            _message = "go to event: " + digits;
            Draw();
            var key = Console.ReadKey(intercept: true);
            if (char.IsAsciiDigit(key.KeyChar) && digits.Length < 18) digits.Append(key.KeyChar);
            else if (key.Key == ConsoleKey.Backspace && digits.Length > 0) digits.Length--;
            else if (key.Key is ConsoleKey.Enter or ConsoleKey.Escape) break;
        }

        _message = "";
        if (digits.Length > 0) player.Seek(long.Parse(digits.ToString(), CultureInfo.InvariantCulture));
    }

    private void Draw()
    {
        var mode = _message.Length > 0 ? _message : _isPlaying ? $"playing {_eventsPerSecond}/s" : $"paused ({_eventsPerSecond}/s)";
        var frame = new StringBuilder("\u001b[H");
        var lines = screen.Draw(player, _instrument, mode, Console.WindowWidth, Console.WindowHeight);
        for (var row = 0; row < lines.Length; row++) frame.Append(row == 0 ? "" : "\r\n").Append(lines[row]).Append("\u001b[K");
        Console.Write(frame.Append("\u001b[J").ToString());
    }
}
