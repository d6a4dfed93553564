using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Placement;
using Orleans.Runtime;
using Trading.Desk;
using Trading.Durable;
using Trading.GrainInterfaces;

namespace Trading.Grains;

/// <summary>Hosts a session's record and has its rounds driven: pumps a <see cref="SessionRecord"/> and a <see cref="SessionDrive"/>.</summary>
[HashBasedPlacement, LeavesEarly]
internal sealed partial class DeskGrain : DurableGrain, IDeskGrain, IRemindable, ISessionPorts, IDisposable
{
    private static readonly TimeSpan Awake = TimeSpan.FromMinutes(5);
    private readonly SessionHost _host;
    private readonly NodePorts _ports;
    private readonly ILogger _log;
    private readonly LatestNode<SessionRecord> _record;
    private readonly string _session;
    private readonly SessionFeeds _feeds;
    private readonly SessionDrive _drive;
    private readonly SessionReminder _reminder;

    public DeskGrain(IGrainContext context, IGrainFactory grains, SessionHost host, NodePorts ports, ILogger<DeskGrain> log)
        : this(context.GrainId.Key.ToString() ?? "", new LatestNode<SessionRecord>(() => new SessionRecord(host)), grains, host, ports, log)
    {
    }

    private DeskGrain(string key, LatestNode<SessionRecord> record, IGrainFactory grains, SessionHost host, NodePorts ports, ILogger log)
        : base(SessionTables.OfRecord(key), record.Create, ports, log)
    {
        (_record, _host, _ports, _log) = (record, host, ports, log);
        _session = key[..Math.Max(0, key.IndexOf('/', StringComparison.Ordinal))];
        _feeds = new SessionFeeds(grains, _session);
        _reminder = new SessionReminder(this, Key, log);
        _drive = new SessionDrive(Begin, ports.Clock, (problem, error) => LogBeginsAgain(error, Key, problem));
    }

    public async Task<DeskPlayed> Play(DeskPlay play)
    {
        if (SessionHeader.Decode(play.Header) is not { } header) return new DeskPlayed(ReplyStatus.Malformed, SessionCode.BadConfig, "");
        // Judged before anything is recorded: what this silo lacks another one may have.
        if (SessionHeader.Refusal(_host, header) is { } refusal) return Refuse(refusal);
        if (_record.Node.Header is { } known && !known.Encode().AsSpan().SequenceEqual(play.Header)) return Refuse((SessionCode.OtherSession, ""));
        if (await _feeds.PlayAsync(header) is { Code: not SessionCode.NotOpened } tape) return Refuse(tape);
        var answer = await Pump.CallAsync(new NodeCall("session", 1, SessionCall.Open(header)));
        // Another header under the one call number there is: this is another session's desk.
        if (answer.Status == ReplyStatus.PayloadConflict) return Refuse((SessionCode.OtherSession, ""));
        if (answer.Status != ReplyStatus.Answered) return new DeskPlayed(answer.Status, SessionCode.NotOpened, "");
        if (!SessionCall.TryReadOpened(answer.Payload, out var code, out var detail)) code = SessionCode.BadConfig;
        if (code == SessionCode.Opened) Drive();
        return new DeskPlayed(answer.Status, code, detail);
    }

    public Task<DeskStatus> Status()
    {
        var record = _record.Node;
        if (record.Header is not null) Drive();
        var rounds = _drive.Rounds;
        return Task.FromResult(new DeskStatus(
            record.Header is not null,
            _drive.IsOver,
            rounds?.Round ?? 0,
            rounds?.StartNs ?? 0,
            record.Waiting.Count,
            Refusal?.Detail ?? _drive.Problem,
            rounds is null || record.Header is null
                ? []
                : [.. Enumerable.Range(0, TradingDesk.NodeNames(record.Header.Config).Length).Select(rounds.ChainOf)]));
    }

    public Task<NodeAnswer> Header() => Pump.ReadAsync(SessionNode.HeaderQuery);

    public async Task<NodeAnswer> Command(NodeCall call)
    {
        // Nothing takes effect any more, so nothing is recorded.
        if (_drive.IsDone || (Pump.IsReady && _record.Node.Header is null))
        {
            return new NodeAnswer(ReplyStatus.Answered, [(byte)CommandCode.SessionEnded]);
        }

        var answer = await Pump.CallAsync(call);
        Drive();
        return answer;
    }

    /// <summary>Called up every now and then until the session is at its end: whoever dies, somebody drives on.</summary>
    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (_record.Node.Header is not null) Drive();
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _drive.StopAsync(cancellationToken);
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    public void Dispose() => _drive.Dispose();

    async Task<bool> ISessionPorts.KeepAsync(ulong sequence, byte[] checkpoint)
    {
        DelayDeactivation(Awake);
        return (await Pump.CallAsync(new NodeCall("driver", sequence, checkpoint))).Status == ReplyStatus.Answered;
    }

    async Task<string> ISessionPorts.PlayFeedsAsync()
    {
        if (_record.Node.Header is not { } header) return "";
        return await _feeds.PlayAsync(header) is { } refusal ? refusal.Detail : await _feeds.ProblemAsync(header);
    }

    private static DeskPlayed Refuse((SessionCode Code, string Detail) refusal) => new(ReplyStatus.Answered, refusal.Code, refusal.Detail);

    /// <summary>Why this silo may not drive the session: another one may.</summary>
    private (SessionCode Code, string Detail)? Refusal =>
        _record.Node.Header is { } header ? SessionHeader.Refusal(_host, header) : null;

    private void Drive()
    {
        if (Refusal is null) _drive.GoOn(isOver => _reminder.SetAsync(isOn: !isOver));
        if (_drive.IsOver) DelayDeactivation(TimeSpan.Zero);
    }

    private SessionDriver? Begin()
    {
        // While the pump recovers, the record that was made last has only a part of its past.
        if (!Pump.IsReady || _record.Node is not { Header: { } header } record) return null;
        if (!TradingDesk.Create(header.Config, _host.Catalog).TryGet(out var desk, out _)) return null;
        var names = TradingDesk.NodeNames(header.Config);
        return new SessionDriver(
            record,
            desk.Paths(),
            names,
            [.. names.Select(name => DeskNodes.Of(GrainFactory, _session, name))],
            new SessionPace(header.Speed, _ports.Clock),
            this,
            new RoundWatch(_ports.Meters, _ports.Clock));
    }

    [LoggerMessage(1201, LogLevel.Information, "Session {Key} is driven from its last checkpoint again. {Problem}")]
    private partial void LogBeginsAgain(Exception? error, string key, string problem);
}
