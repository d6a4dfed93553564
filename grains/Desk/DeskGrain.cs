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

/// <summary>Hosts a session's record and drives its rounds: pumps a <see cref="SessionRecord"/> and a <see cref="SessionDriver"/>.</summary>
[HashBasedPlacement]
internal sealed partial class DeskGrain : DurableGrain, IDeskGrain, IRemindable, ISessionPorts, IDisposable
{
    private const string Reminder = "drive";
    private static readonly TimeSpan Awake = TimeSpan.FromMinutes(5);
    private readonly CancellationTokenSource _stop = new();
    private readonly SessionHost _host;
    private readonly NodePorts _ports;
    private readonly ILogger _log;
    private readonly Records _records;
    private readonly string _session;
    private readonly SessionFeeds _feeds;
    private SessionDriver? _driver;
    private Task _running = Task.CompletedTask;

    public DeskGrain(IGrainContext context, IGrainFactory grains, SessionHost host, NodePorts ports, ILogger<DeskGrain> log)
        : this(context.GrainId.Key.ToString() ?? "", new Records(host), grains, host, ports, log)
    {
    }

    private DeskGrain(string key, Records records, IGrainFactory grains, SessionHost host, NodePorts ports, ILogger log)
        : base(SessionTables.OfRecord(key), records.Create, ports, log)
    {
        (_records, _host, _ports, _log) = (records, host, ports, log);
        _session = key[..Math.Max(0, key.IndexOf('/', StringComparison.Ordinal))];
        _feeds = new SessionFeeds(grains, _session);
    }

    public async Task<DeskPlayed> Play(DeskPlay play)
    {
        if (SessionHeader.Decode(play.Header) is not { } header) return new DeskPlayed(ReplyStatus.Malformed, SessionCode.BadConfig, "");
        // Judged before anything is recorded: what this silo lacks another one may have.
        if (SessionHeader.Refusal(_host, header) is { } refusal) return Refuse(refusal);
        if (_records.Latest.Header is { } known && !known.Encode().AsSpan().SequenceEqual(play.Header)) return Refuse((SessionCode.OtherSession, ""));
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
        var record = _records.Latest;
        if (record.Header is not null) Drive();
        var rounds = _driver?.Rounds;
        return Task.FromResult(new DeskStatus(
            record.Header is not null,
            rounds is { IsDone: true } && _running.IsCompleted,
            rounds?.Round ?? 0,
            rounds?.StartNs ?? 0,
            record.Waiting.Count,
            Refusal?.Detail ?? _driver?.Problem ?? "",
            rounds is null || record.Header is null
                ? []
                : [.. Enumerable.Range(0, TradingDesk.NodeNames(record.Header.Config).Length).Select(rounds.ChainOf)]));
    }

    public async Task<byte[]> Header() => (await Pump.ReadAsync(SessionNode.HeaderQuery)).Payload;

    public async Task<NodeAnswer> Command(NodeCall call)
    {
        // Nothing takes effect any more, so nothing is recorded.
        if (_driver is { Rounds.IsDone: true } || _records.Latest.Header is null)
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
        if (_records.Latest.Header is not null) Drive();
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(cancellationToken);
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    public void Dispose() => _stop.Dispose();

    async Task<bool> ISessionPorts.KeepAsync(ulong sequence, byte[] checkpoint)
    {
        DelayDeactivation(Awake);
        return (await Pump.CallAsync(new NodeCall("driver", sequence, checkpoint))).Status == ReplyStatus.Answered;
    }

    async Task<string> ISessionPorts.PlayFeedsAsync()
    {
        if (_records.Latest.Header is not { } header) return "";
        return await _feeds.PlayAsync(header) is { } refusal ? refusal.Detail : await _feeds.ProblemAsync(header);
    }

    private static DeskPlayed Refuse((SessionCode Code, string Detail) refusal) => new(ReplyStatus.Answered, refusal.Code, refusal.Detail);

    /// <summary>Why this silo may not drive the session: another one may.</summary>
    private (SessionCode Code, string Detail)? Refusal =>
        _records.Latest.Header is { } header ? SessionHeader.Refusal(_host, header) : null;

    /// <summary>Drives on, if nobody does.</summary>
    private void Drive()
    {
        if (Refusal is null && _running.IsCompleted && !_stop.IsCancellationRequested && _driver is not { Rounds.IsDone: true })
        {
            _running = DriveAsync();
        }
    }

    private async Task DriveAsync()
    {
        try
        {
            await RemindAsync(isOn: true);
            while (!_stop.IsCancellationRequested && Begin() is { } driver)
            {
                _driver = driver;
                if (await driver.RunAsync(_stop.Token))
                {
                    if (driver.Rounds.IsDone) await RemindAsync(isOn: false);
                    return;
                }

                LogBeginsAgain(Key, driver.Problem);
                await Task.Delay(TimeSpan.FromMilliseconds(200), _ports.Clock, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The activation ends: the next one drives on from the record.
        }
    }

    /// <summary>A session goes on without its reminder; it only does not come back by itself.</summary>
    private async Task RemindAsync(bool isOn)
    {
        try
        {
            if (isOn) await this.RegisterOrUpdateReminder(Reminder, IDeskGrain.ReminderPeriod, IDeskGrain.ReminderPeriod);
            else if (await this.GetReminder(Reminder) is { } reminder) await this.UnregisterReminder(reminder);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogReminder(error, Key, isOn);
        }
    }

    private SessionDriver? Begin()
    {
        if (_records.Latest is not { Header: { } header } record) return null;
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
    private partial void LogBeginsAgain(string key, string problem);

    [LoggerMessage(1202, LogLevel.Warning, "The reminder of session {Key} cannot be set to {IsOn}: it is tried again when somebody asks.")]
    private partial void LogReminder(Exception error, string key, bool isOn);

    /// <summary>The record as it was made last: the one that the pump works with.</summary>
    private sealed class Records(SessionHost host)
    {
        public SessionRecord Latest { get; private set; } = new(host);

        public SessionRecord Create() => Latest = new SessionRecord(host);
    }
}
