using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Market;
using Trading.Model;

namespace Trading.Client.Tape.View;

/// <summary>Draws a player's position as lines of text: the book ladder of one instrument and the events up to now.</summary>
/// <param name="useColor">True for ANSI colours.</param>
internal sealed class TapeScreen(bool useColor)
{
    /// <summary>The smallest window that everything fits in.</summary>
    public const int WidthMin = 60;

    /// <summary>The smallest window that everything fits in.</summary>
    public const int HeightMin = 14;

    private const int LadderWidth = 46;
    private const int SideBySideWidth = 110;
    private const string Keys = "left/right step  pgup/pgdn 100  home/end  space play  +/- speed  tab instrument  f/b match  g go to  q quit";

    /// <summary>The lines of a window: as many as its height, none longer than its width.</summary>
    public string[] Draw(TapePlayer player, int instrument, string mode, int width, int height)
    {
        if (width < WidthMin || height < HeightMin)
        {
            return [Fit($"the window is too small: {WidthMin} x {HeightMin} is needed.", width)];
        }

        var lines = new List<string> { Fit(Title(player, instrument, mode), width), Bar(player, width) };
        var rows = height - 3;
        if (width >= SideBySideWidth)
        {
            var ladder = Ladder(player, instrument, rows);
            var events = Events(player, rows, width - LadderWidth - 1);
            for (var row = 0; row < rows; row++) lines.Add(ladder[row] + " " + events[row]);
        }
        else
        {
            var ladderRows = rows * 2 / 3;
            lines.AddRange(Ladder(player, instrument, ladderRows));
            lines.AddRange(Events(player, rows - ladderRows, width));
        }

        lines.Add(Fit(Keys, width));
        return [.. lines];
    }

    private static string Title(TapePlayer player, int instrument, string mode)
    {
        var time = player.Sequence == player.Header.After ? "" : EventTime.ToText(player.Event.TimeNs);
        var regime = player.Regime >= 0 ? "  " + player.Header.Regimes[player.Regime] : "";
        var book = "";
        if (instrument < player.Header.Instruments.Length)
        {
            book = $"  {player.Header.Instruments[instrument].Id} {player.Books.Books[instrument].State}";
        }

        return $"{player.Name}  {player.Sequence}/{player.Count}  {time}{book}{regime}  {mode}";
    }

    private static string Bar(TapePlayer player, int width)
    {
        var inner = width - 2;
        var first = player.Header.After;
        var done = player.Count == first ? 0 : (int)((Int128)(player.Sequence - first) * inner / (player.Count - first));
        return "[" + new string('=', done) + new string('-', inner - done) + "]";
    }

    private string[] Ladder(TapePlayer player, int instrument, int rows)
    {
        var lines = new string[rows];
        Array.Fill(lines, new string(' ', LadderWidth));
        if (instrument >= player.Header.Instruments.Length) return lines;
        var rules = player.Header.Instruments[instrument];
        var book = player.Books.Books[instrument].Levels;
        var asks = (rows - 1) / 2;
        var bids = rows - 1 - asks;
        for (var rank = 0; rank < Math.Min(asks, book.Count(Side.Sell)); rank++)
        {
            lines[asks - 1 - rank] = Paint(Level(book.At(Side.Sell, rank), rules), 31);
        }

        lines[asks] = Spread(book, rules).PadRight(LadderWidth);
        for (var rank = 0; rank < Math.Min(bids, book.Count(Side.Buy)); rank++)
        {
            lines[asks + 1 + rank] = Paint(Level(book.At(Side.Buy, rank), rules), 32);
        }

        return lines;
    }

    private static string Level(PriceLevel level, Instrument rules)
    {
        var side = level.Side == Side.Buy ? "bid" : "ask";
        var text = $" {side} {DecimalText.ToString(level.Price, rules.PriceScale),18} {DecimalText.ToString(level.Quantity, rules.QuantityScale),20}";
        return Fit(text, LadderWidth).PadRight(LadderWidth);
    }

    private static string Spread(VenueBook book, Instrument rules)
    {
        if (!book.TryGetBest(Side.Buy, out var bid) || !book.TryGetBest(Side.Sell, out var ask)) return " --- one side is empty ---";
        var spread = (Int128)ask.Price - bid.Price;
        return spread > long.MaxValue || spread < long.MinValue
            ? " --- spread ---"
            : $" --- spread {DecimalText.ToString((long)spread, rules.PriceScale)} ---";
    }

    private static string[] Events(TapePlayer player, int rows, int width)
    {
        var shown = player.Recent.Skip(Math.Max(0, player.Recent.Count - rows)).ToArray();
        var lines = new string[rows];
        for (var row = 0; row < rows; row++) lines[row] = row < shown.Length ? Fit(shown[row], width) : "";
        return lines;
    }

    private string Paint(string text, int color) => useColor ? $"\u001b[{color}m{text}\u001b[0m" : text;

    private static string Fit(string text, int width) => text.Length <= width ? text : text[..Math.Max(0, width)];
}
