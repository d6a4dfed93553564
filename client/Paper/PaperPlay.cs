using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Trading.Backtest;
using Trading.Desk;
using Trading.Durable;
using Trading.GrainInterfaces;
using Trading.Orders;

namespace Trading.Client.Paper;

/// <summary>Plays a session to its end, following its timeline, and sums it up.</summary>
internal sealed class PaperPlay : IDeskWatcher
{
    private const int Attempts = 100;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly Terminal _terminal;
    private readonly PaperSession _session;
    private readonly IDeskWatcher _files;
    private readonly SessionOutcome _outcome;
    private readonly PaperTimeline _timeline;
    private readonly PaperView _view;
    private readonly SessionHeader _header;
    private readonly List<TimedCommand> _commands = [];

    /// <summary>A session before it is played.</summary>
    /// <param name="terminal">Where failures are told.</param>
    /// <param name="session">Its grains.</param>
    /// <param name="header">The session.</param>
    /// <param name="host">Has its strategies.</param>
    /// <param name="files">Hears the timeline.</param>
    public PaperPlay(Terminal terminal, PaperSession session, SessionHeader header, SessionHost host, IDeskWatcher files)
    {
        (_terminal, _session, _header, _files) = (terminal, session, header, files);
        _outcome = new SessionOutcome(header, host, this);
        _timeline = new PaperTimeline(session.Timeline, host with { Watcher = _outcome.Timeline });
        _view = new PaperView(terminal, session, header);
    }

    /// <summary>The operators' commands that came, with the times at which they took effect.</summary>
    public IReadOnlyList<TimedCommand> Commands => _commands;

    /// <summary>Plays it.</summary>
    /// <param name="isJson">True when nothing is to be shown meanwhile.</param>
    /// <param name="stop">Interrupts it: it can be gone on with.</param>
    /// <returns>Null at its end, or the exit code of a failure that was told.</returns>
    public async Task<int?> RunAsync(bool isJson, CancellationToken stop)
    {
        var played = await OpenAsync(new DeskPlay(_header.Encode()), stop);
        if (played is null) return Interrupted();
        if (played.Code != SessionCode.Opened) return _terminal.Fail(ExitCode.BadInput, Explain(played));
        // A live view has it on the screen.
        var standstill = _terminal.IsInteractive && !isJson ? null : new Standstill(_terminal, TimeProvider.System);
        return await _view.ShowAsync(isJson, () => FollowAsync(standstill, stop));
    }

    /// <summary>What it came to.</summary>
    /// <returns>Null when a node does not answer.</returns>
    public async Task<BacktestResult?> ResultAsync(PaperTape tape)
    {
        ImmutableArray<byte[]>? states = null;
        for (var attempt = 0; states is null && attempt < Attempts; attempt++)
        {
            if (attempt > 0) await Task.Delay(Period);
            states = (await TryAsync(async () => new Answered(await _session.StatesAsync())))?.States;
        }

        if (states is not { } known || _outcome.Nodes(known) is not { } nodes) return null;
        return _outcome.Result(nodes, tape.Events, tape.Span);
    }

    /// <inheritdoc/>
    public void OnFill(in ExecutionReport fill)
    {
        _files.OnFill(fill);
        _view.OnFill(fill);
    }

    /// <inheritdoc/>
    public void OnEquity(in EquityMessage equity)
    {
        _files.OnEquity(equity);
        _view.OnEquity(equity);
    }

    /// <inheritdoc/>
    public void OnNotice(in DeskNotice notice)
    {
        _files.OnNotice(notice);
        _view.OnNotice(notice);
    }

    /// <inheritdoc/>
    public void OnCommand(in TimedCommand command, CommandCode code)
    {
        _commands.Add(command);
        _files.OnCommand(command, code);
        _view.OnCommand(command, code);
    }

    private async Task<DeskPlayed?> OpenAsync(DeskPlay play, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var played = await TryAsync(() => _session.Desk.Play(play));
            if (played is not (null or { Status: ReplyStatus.Unavailable or ReplyStatus.StoreUnavailable })) return played;
            await Task.Delay(Period, CancellationToken.None);
        }

        return null;
    }

    private async Task<int?> FollowAsync(Standstill? standstill, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var status = await TryAsync(_session.Desk.Status);
            var heard = status is null ? null : await TryAsync(_timeline.PullAsync);
            if (heard is { Damage.Length: > 0 }) return _terminal.Fail(ExitCode.CheckFailed, heard.Damage);
            if (status is { IsDone: true } && heard is { IsWhole: true }) return null;
            if (status is not null) _view.Note(status);
            standstill?.Note(status?.Round, Hindrance(status));
            await Task.Delay(Period, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return Interrupted();
    }

    private static string Hindrance(DeskStatus? status) => status switch
    {
        null => "the cluster does not answer",
        { IsDone: true } => "it has ended, but the node of its timeline does not answer",
        _ => status.Problem,
    };

    /// <summary>Null for a silo that starts, or one that is gone: another attempt finds the next.</summary>
    private static async Task<T?> TryAsync<T>(Func<Task<T>> call)
        where T : class
    {
        try
        {
            return await call();
        }
        catch (Exception error) when (LostCall.Is(error))
        {
            return null;
        }
    }

    private static string Explain(DeskPlayed played) => played.Code switch
    {
        SessionCode.OtherSession => "the session was begun with other flags: give the same ones, or begin a new session without --resume.",
        SessionCode.NotOpened => $"the session's journal does not answer: {played.Status}.",
        _ => $"the session is refused: {played.Code} {played.Detail}",
    };

    private sealed record Answered(ImmutableArray<byte[]>? States);

    private int Interrupted() => _terminal.Fail(ExitCode.Environment, "interrupted; go on with the same flags and --resume.");
}
