using System;
using System.Threading.Tasks;
using Trading.Backtest;
using Trading.Client.Paper;
using Trading.Desk;
using Trading.Durable;
using Trading.GrainInterfaces;

namespace Trading.Client.Chaos;

/// <summary>One paper session, asked again and again, whatever becomes of the silos that are asked.</summary>
/// <param name="session">Its grains.</param>
/// <param name="header">The session.</param>
/// <param name="host">Has its strategies.</param>
internal sealed class SessionPlay(PaperSession session, SessionHeader header, SessionHost host)
{
    private readonly SessionOutcome _outcome = new(header, host);
    private readonly DeskPlay _play = new(header.Encode());
    private PaperTimeline? _timeline;

    /// <summary>True when no node has anything left to do and the whole timeline was heard.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The round in hand when it was last seen.</summary>
    public long Rounds { get; private set; }

    /// <summary>What no repetition helps against; null while there is none.</summary>
    public string? Problem { get; private set; }

    /// <summary>Why it did not get on when it was last asked.</summary>
    public string Hindrance { get; private set; } = "";

    /// <summary>
    /// Has it driven, and hears what came of it. It is opened each time: a desk that has moved to another silo begins by that.
    /// </summary>
    public async Task GoOnAsync()
    {
        try
        {
            var opened = await session.Desk.Play(_play);
            if (opened.Status != ReplyStatus.Answered) Hindrance = $"{opened.Status}";
            else if (opened.Code != SessionCode.Opened) Problem = $"is refused: {opened.Code} {opened.Detail}";
            else await FollowAsync();
        }
        catch (Exception failure)
        {
            // The silo is gone, or the way to it, and the client's library makes of that what it likes: the next attempt finds another.
            Hindrance = failure.Message;
        }
    }

    /// <summary>What it came to.</summary>
    /// <returns>Null while a node does not answer.</returns>
    public async Task<BacktestResult?> ResultAsync(PaperTape tape)
    {
        try
        {
            if (await session.StatesAsync() is not { } states) Hindrance = "it is done, and a node does not show its state";
            else if (_outcome.Nodes(states) is { } nodes) return _outcome.Result(nodes, tape.Events, tape.Span);
            else Hindrance = "it is done, and a node's state cannot be read";
            return null;
        }
        catch (Exception failure)
        {
            // As above.
            Hindrance = failure.Message;
            return null;
        }
    }

    private async Task FollowAsync()
    {
        var status = await session.Desk.Status();
        (Rounds, Hindrance) = (status.Round, status.Problem.Length > 0 ? status.Problem : $"at {TimelineText.Time(status.TimeNs)} of its market");
        _timeline ??= new PaperTimeline(session.Timeline, host with { Watcher = _outcome.Timeline });
        var heard = await _timeline.PullAsync();
        if (heard.Damage.Length > 0) Problem = heard.Damage;
        IsDone = status.IsDone && heard.IsWhole;
    }
}
