using System;
using System.Diagnostics;
using System.Linq;
using Trading.GrainInterfaces;
using Trading.Model;

namespace Trading.Client.Demo;

/// <summary>What a person sees while the demo runs: one line that is kept up to date. Nothing when nobody watches.</summary>
internal sealed class DemoView(Terminal terminal)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private long _last;
    private int _width;

    /// <summary>Shows how far the order flow is.</summary>
    public void ShowFlow(double fraction)
    {
        if (IsDue()) Show($"order flow through book grains {Math.Clamp(fraction, 0, 1):P0}");
    }

    /// <summary>Shows the market as the stream fills it.</summary>
    public void ShowMarket(MarketView view, FeedProgress progress)
    {
        if (!IsDue()) return;
        var events = view.Venues.Sum(venue => venue.Events);
        Show($"recorded session {events} events  bid {Price(view.BestBid, view)}  ask {Price(view.BestAsk, view)}"
            + $"  blocks {progress.Acknowledged}/{progress.Published}");
    }

    /// <summary>Wipes the line.</summary>
    public void Close()
    {
        if (_width > 0) terminal.Error.Write("\r" + new string(' ', _width) + "\r");
    }

    private static string Price(MarketQuote quote, MarketView view) => DecimalText.ToString(quote.Price, view.PriceScale);

    private bool IsDue()
    {
        if (!terminal.IsInteractive || Stopwatch.GetElapsedTime(_last) < Interval) return false;
        _last = Stopwatch.GetTimestamp();
        return true;
    }

    private void Show(string line)
    {
        terminal.Error.Write("\r" + line.PadRight(_width));
        _width = line.Length;
    }
}
