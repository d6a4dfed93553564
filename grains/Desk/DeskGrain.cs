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
internal sealed partial class DeskGrain : DurableGrain, IDeskGrain, ISessionPorts, IDisposable
{
    private static readonly TimeSpan Awake = TimeSpan.FromMinutes(5);
    private readonly CancellationTokenSource _stop = new();
    private readonly SessionHost _host;
    private readonly NodePorts _ports;
    private readonly ILogger _log;
    private readonly Records _records;
    private readonly string _session;
    private SessionDriver? _driver;
    private Task _running = Task.CompletedTask;
    private int _speed;

    public DeskGrain(IGrainContext context, SessionHost host, NodePorts ports, ILogger<DeskGrain> log)
        : this(context.GrainId.Key.ToString() ?? "", new Records(host), host, ports, log)
    {
    }

    private DeskGrain(string key, Records records, SessionHost host, NodePorts ports, ILogger log)
        : base(SessionTables.OfRecord(key), records.Create, ports, log)
    {
        (_records, _host, _ports, _log) = (records, host, ports, log);
        _session = key[..Math.Max(0, key.IndexOf('/', StringComparison.Ordinal))];
    }

    public async Task<DeskPlayed> Play(DeskPlay play)
    {
        if (SessionHeader.Decode(play.Header) is not { } header) return new DeskPlayed(ReplyStatus.Malformed, SessionCode.BadConfig, "");
        // Judged before anything is recorded: what this silo lacks another one may have.
        if (SessionHeader.Refusal(_host, header) is { } refusal) return new DeskPlayed(ReplyStatus.Answered, refusal.Code, refusal.Detail);
        var answer = await Pump.CallAsync(new NodeCall("session", 1, SessionCall.Open(header)));
        // Another header under the one call number there is: this is another session's desk.
        if (answer.Status == ReplyStatus.PayloadConflict) return new DeskPlayed(ReplyStatus.Answered, SessionCode.OtherSession, "");
        if (answer.Status != ReplyStatus.Answered) return new DeskPlayed(answer.Status, SessionCode.NotOpened, "");
        if (!SessionCall.TryReadOpened(answer.Payload, out var code, out var detail)) code = SessionCode.BadConfig;
        if (code == SessionCode.Opened)
        {
            _speed = play.Speed;
            Drive();
        }

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
            _driver?.Problem ?? "",
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
        foreach (var listing in header.Config.Listings)
        {
            var (source, market) = (listing.Instrument.Id, DeskMarkets.NameOf(listing));
            if (!GrainKey.ForFeed(_session, source).TryGet(out var feed, out _)
                || !GrainKey.ForMarket(_session, market).TryGet(out var key, out _))
            {
                return $"the market of {source} has no name";
            }

            var played = await GrainFactory.GetGrain<IFeedGrain>(feed.ToString()).Play(new FeedPlay(header.Tape, market));
            if (played != FeedPlayStatus.Playing) return $"the feed of {source} does not play: {played}";
            var view = await GrainFactory.GetGrain<IMarketGrain>(key.ToString()).View();
            if (view.Venues.FirstOrDefault(venue => venue.Error.Length > 0) is { } broken) return $"{broken.Source}: {broken.Error}";
        }

        return "";
    }

    /// <summary>Drives on, if nobody does.</summary>
    private void Drive()
    {
        if (_running.IsCompleted && !_stop.IsCancellationRequested && _driver is not { Rounds.IsDone: true })
        {
            _running = DriveAsync();
        }
    }

    private async Task DriveAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested && Begin() is { } driver)
            {
                _driver = driver;
                if (await driver.RunAsync(_stop.Token)) return;
                LogBeginsAgain(Key, driver.Problem);
                await Task.Delay(TimeSpan.FromMilliseconds(200), _ports.Clock, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The activation ends: the next one drives on from the record.
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
            new SessionPace(_speed, _ports.Clock),
            this,
            new RoundWatch(_ports.Meters, _ports.Clock));
    }

    [LoggerMessage(1201, LogLevel.Information, "Session {Key} is driven from its last checkpoint again. {Problem}")]
    private partial void LogBeginsAgain(string key, string problem);

    /// <summary>The record as it was made last: the one that the pump works with.</summary>
    private sealed class Records(SessionHost host)
    {
        public SessionRecord Latest { get; private set; } = new(host);

        public SessionRecord Create() => Latest = new SessionRecord(host);
    }
}
