using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Spectre.Console;
using Spectre.Console.Rendering;
using Trading.Client.Backtest;
using Trading.Desk;
using Trading.GrainInterfaces;
using Trading.Model;
using Trading.Orders;

namespace Trading.Client.Paper;

/// <summary>
/// What a person sees of a session while it is played: positions, books and the timeline on a terminal, nothing elsewhere.
/// </summary>
/// <param name="terminal">The terminal.</param>
/// <param name="session">Asked for what is shown.</param>
/// <param name="header">The session.</param>
internal sealed class PaperView(Terminal terminal, PaperSession session, SessionHeader header)
{
    private const int Lines = 8;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);
    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();
    private EquityMessage _equity;
    private long _fills;
    private DeskStatus? _status;

    /// <summary>Shows the session while it is played.</summary>
    /// <param name="isJson">True when nothing is to be shown.</param>
    /// <param name="play">Plays it.</param>
    public async Task<T> ShowAsync<T>(bool isJson, Func<Task<T>> play)
    {
        if (!terminal.IsInteractive || isJson) return await play();
        var playing = play();
        await terminal.Rich.Live(new Text("")).StartAsync(async live =>
        {
            while (!playing.IsCompleted)
            {
                live.UpdateTarget(await DrawAsync());
                live.Refresh();
                await Task.WhenAny(playing, Task.Delay(Period));
            }
        });
        return await playing;
    }

    /// <summary>How far the session is.</summary>
    public void Note(DeskStatus status)
    {
        lock (_gate) _status = status;
    }

    /// <summary>An order was filled.</summary>
    public void OnFill(in ExecutionReport fill)
    {
        lock (_gate) _fills++;
        Add(TimelineText.Of(header.Config, fill));
    }

    /// <summary>The account was valued.</summary>
    public void OnEquity(in EquityMessage equity)
    {
        lock (_gate) _equity = equity;
    }

    /// <summary>Something that people want to know.</summary>
    public void OnNotice(in DeskNotice notice) => Add(TimelineText.Of(header.Config, notice));

    /// <summary>An operator ordered something.</summary>
    public void OnCommand(in TimedCommand command, CommandCode code) =>
        Add($"{TimelineText.Time(command.TimeNs)} {command.Command.Operator}: {command.Command.Kind} {command.Command.Reason} ({code})");

    private void Add(string line)
    {
        lock (_gate)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Lines) _lines.Dequeue();
        }
    }

    private async Task<IRenderable> DrawAsync()
    {
        try
        {
            var strategies = await session.StrategiesAsync();
            var markets = await Task.WhenAll(Enumerable.Range(0, header.Config.Listings.Length).Select(i => session.Market(i).View()));
            return Draw(strategies, markets);
        }
        catch (Exception error) when (LostCall.Is(error))
        {
            return new Text("the cluster does not answer");
        }
    }

    private Rows Draw(ImmutableArray<StrategyStatus?> strategies, MarketView[] markets)
    {
        var positions = new Table().Border(TableBorder.Simple)
            .AddColumns("strategy", "state", "instrument", "position", "pnl", "fees", "open", "denied");
        foreach (var status in strategies)
        {
            if (status is null) continue;
            foreach (var position in status.Positions)
            {
                var rules = header.Config.Listings[position.Instrument].Instrument;
                positions.AddRow(
                    header.Config.Strategies[status.Strategy - 1].Name,
                    $"{status.TradingState}",
                    $"{rules.Id}",
                    DecimalText.ToString(position.Quantity.Units, rules.QuantityScale),
                    BacktestReport.Text(position.RealizedPnl + (position.UnrealizedPnl ?? Money.Zero)),
                    BacktestReport.Text(position.Fees),
                    $"{status.OpenOrders}",
                    $"{status.Denied}");
            }
        }

        var books = new Table().Border(TableBorder.Simple).AddColumns("market", "bid", "", "ask", "");
        foreach (var (view, listing) in markets.Zip(header.Config.Listings))
        {
            books.AddRow(
                DeskMarkets.NameOf(listing),
                DecimalText.ToString(view.BestBid.Price, view.PriceScale),
                DecimalText.ToString(view.BestBid.Quantity, view.QuantityScale),
                DecimalText.ToString(view.BestAsk.Price, view.PriceScale),
                DecimalText.ToString(view.BestAsk.Quantity, view.QuantityScale));
        }

        lock (_gate)
        {
            var time = TimelineText.Time(_status?.TimeNs is { } now and not long.MaxValue ? now : 0);
            var equity = $"equity {BacktestReport.Text(_equity.Equity)} {header.Config.ReportingAsset.Code}";
            var top = $"{time}  round {_status?.Round ?? 0}  {_fills} fills  {equity}  {_status?.Problem}";
            return new Rows((IEnumerable<IRenderable>)[new Text(top), positions, books, .. _lines.Select(line => new Text(line))]);
        }
    }
}
