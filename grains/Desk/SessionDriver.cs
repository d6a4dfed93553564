using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Trading.Desk;
using Trading.Durable;
using Trading.GrainInterfaces;
using Trading.Model;

namespace Trading.Grains;

/// <summary>
/// Drives a session's rounds over its nodes' grains, from the record's last checkpoint on. It may be lost at any time: another
/// one asks the same things again and gets the same answers.
/// </summary>
internal sealed class SessionDriver
{
    /// <summary>The name under which nodes know their driver.</summary>
    private const string Client = "desk";

    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan PauseMax = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseOfFailure = TimeSpan.FromMilliseconds(200);

    private readonly IReadOnlyList<IDeskNodeGrain> _nodes;
    private readonly int _control;
    private readonly RoundCoordinator _rounds;
    private readonly SessionRecord _record;
    private readonly ISessionPorts _ports;
    private readonly SessionPace _pace;
    private readonly RoundWatch _watch;
    private readonly long _firstFreeRound;
    private long _checkpointRound;
    private TimeSpan _pause = PauseMin;
    private string _problem = "";

    /// <summary>Once told it stands: other nodes that go on answering take nothing of it back.</summary>
    private string _divergence = "";

    /// <summary>A driver that begins at the record's last checkpoint.</summary>
    /// <param name="record">The record, opened; only looked at.</param>
    /// <param name="paths">The desk's ways.</param>
    /// <param name="names">The nodes' names, by rank.</param>
    /// <param name="nodes">The nodes, by rank.</param>
    /// <param name="pace">How fast it goes.</param>
    /// <param name="ports">The rest of the session.</param>
    /// <param name="watch">Measures the rounds.</param>
    public SessionDriver(
        SessionRecord record,
        RoundPaths paths,
        ImmutableArray<string> names,
        IReadOnlyList<IDeskNodeGrain> nodes,
        SessionPace pace,
        ISessionPorts ports,
        RoundWatch watch)
    {
        (_record, _nodes, _pace, _ports, _watch) = (record, nodes, pace, ports, watch);
        _control = names.IndexOf(TradingDesk.ControlName);
        _rounds = new RoundCoordinator(paths, record.Header?.LongestRoundNs ?? long.MaxValue);
        if (!record.Rounds.IsEmpty)
        {
            var reader = new StateReader(record.Rounds);
            _rounds.Load(ref reader);
        }

        _checkpointRound = _rounds.Round;
        // An earlier driver may have asked for these rounds already: they are asked for again as they were.
        _firstFreeRound = record.Rounds.IsEmpty ? 0 : _rounds.Round + SessionRecord.CheckpointRounds;
    }

    /// <summary>The rounds.</summary>
    public RoundCoordinator Rounds => _rounds;

    /// <summary>Why it does not get on; empty while it does.</summary>
    public string Problem => _divergence.Length > 0 ? _divergence : _problem;

    /// <summary>Drives until nothing is left to handle, or the record is lost to another activation.</summary>
    /// <returns>False when it must begin again from the record.</returns>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        if (!await OpenNodesAsync(stop)) return false;
        while (!stop.IsCancellationRequested)
        {
            var isFree = _rounds.Round >= _firstFreeRound;
            if (isFree && _record.Waiting.Count > 0 && !_rounds.IsDone && !await HandInAsync()) return false;
            if (_rounds.Round - _checkpointRound >= SessionRecord.CheckpointRounds && !await CheckpointAsync(0)) return false;
            if (_rounds.IsDone) return _rounds.Round == _checkpointRound || await CheckpointAsync(0);
            // Timers may still be due when the market has ended: nobody waits for them by the clock.
            if (!_rounds.IsMarketOver) await _pace.WaitAsync(_rounds.StartNs, stop);
            if (!await RoundAsync(stop)) return false;
        }

        return true;
    }

    private async Task<bool> OpenNodesAsync(CancellationToken stop)
    {
        if (_record.Header is not { } header) return false;
        var call = new NodeCall("session", 1, SessionCall.Open(header));
        var opened = new Task<byte[]?>[_nodes.Count];
        for (var i = 0; i < opened.Length; i++) opened[i] = AskAsync(i, call, stop);
        foreach (var payload in await Task.WhenAll(opened))
        {
            if (payload is null) return false;
            if (!SessionCall.TryReadOpened(payload, out var code, out var detail) || code == SessionCode.Opened) continue;
            _problem = $"a node does not open the session: {code} {detail}";
            await PauseAsync(PauseOfFailure, stop);
            return false;
        }

        _problem = await _ports.PlayFeedsAsync();
        return true;
    }

    /// <summary>Hands the waiting commands in, together with the checkpoint that says so.</summary>
    private Task<bool> HandInAsync()
    {
        var taken = _record.Waiting.Count;
        // What a command lacks was answered when it was taken; whether it repeats another one, the desk's own node says.
        foreach (var command in _record.Waiting) _rounds.Command(_control, command);
        return CheckpointAsync(taken);
    }

    private async Task<bool> CheckpointAsync(int taken)
    {
        if (!await _ports.KeepAsync(_record.Checkpoints + 1, SessionRecord.Checkpoint(taken, _rounds))) return false;
        _checkpointRound = _rounds.Round;
        return true;
    }

    private async Task<bool> RoundAsync(CancellationToken stop)
    {
        var start = _watch.Begin(_rounds.Round);
        var asked = new Task<byte[]?>?[_nodes.Count];
        for (var i = 0; i < asked.Length; i++)
        {
            if (_rounds.TakesPart(i)) asked[i] = AskAsync(i, new NodeCall(Client, (ulong)_rounds.Round, _rounds.CallOf(i)), stop);
        }

        var answers = new byte[]?[asked.Length];
        for (var i = 0; i < asked.Length; i++)
        {
            if (asked[i] is { } answer) answers[i] = await answer;
        }

        _watch.End(start, answers);
        if (stop.IsCancellationRequested || !_rounds.TryComplete(answers)) return false;
        if (_rounds.HasMoved) _pause = PauseMin;
        else await StarveAsync(stop);
        return true;
    }

    /// <summary>The nodes wait for market data: it is on its way, or its feed has to be told again.</summary>
    private async Task StarveAsync(CancellationToken stop)
    {
        await PauseAsync(_pause, stop);
        if (_pause >= PauseMax) _problem = await _ports.PlayFeedsAsync();
        _pause = _pause * 2 < PauseMax ? _pause * 2 : PauseMax;
    }

    /// <summary>Asks until there is an answer: the same call may be made any number of times.</summary>
    /// <returns>Null when it is no use to go on.</returns>
    private async Task<byte[]?> AskAsync(int node, NodeCall call, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var (answer, failure) = await TryAskAsync(node, call);
            if (answer?.Status == ReplyStatus.Answered) return answer.Payload;
            if (answer?.Status is ReplyStatus.PayloadConflict or ReplyStatus.TooOld)
            {
                // It was asked for in another way before: nothing can be trusted any more, and it stands still.
                _watch.Diverged();
                _divergence = $"node {node} knows another round {call.Sequence}: {answer.Status}";
            }

            _problem = answer?.Status switch
            {
                null => $"node {node} does not answer: {failure}",
                ReplyStatus.Malformed => $"node {node} does not take the session: its silo has another build or other strategies",
                _ => $"node {node} does not answer: {answer.Status}",
            };
            await PauseAsync(PauseOfFailure, stop);
        }

        return null;
    }

    private static async Task PauseAsync(TimeSpan pause, CancellationToken stop) => await Task.Delay(pause, stop).ConfigureAwait(
        ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    private async Task<(NodeAnswer? Answer, string? Failure)> TryAskAsync(int node, NodeCall call)
    {
        try
        {
            var answer = await _nodes[node].Execute(call);
            if (answer.Status == ReplyStatus.Answered && _problem.StartsWith("node", StringComparison.Ordinal)) _problem = "";
            return (answer, null);
        }
        catch (Exception error) when (error is TimeoutException or Orleans.Runtime.OrleansException)
        {
            // The silo is gone, or the activation on its way out: another one answers.
            return (null, error.GetType().Name);
        }
    }
}
