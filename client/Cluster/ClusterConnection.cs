using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Orleans;
using Trading.GrainInterfaces;
using Trading.Model;
using Trading.Silo;

namespace Trading.Client.Cluster;

/// <summary>A cluster to work with, embedded or running elsewhere, and one session in it.</summary>
internal sealed class ClusterConnection : IAsyncDisposable
{
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(50);
    private readonly IAsyncDisposable _owned;

    private ClusterConnection(IClusterClient client, string session, IAsyncDisposable owned)
    {
        Client = client;
        Session = session;
        _owned = owned;
    }

    /// <summary>Calls grains.</summary>
    public IClusterClient Client { get; }

    /// <summary>The session whose grains are named.</summary>
    public string Session { get; }

    /// <summary>The session's desk.</summary>
    public IDeskGrain Desk => Client.GetGrain<IDeskGrain>($"{Session}/{IDeskGrain.Name}");

    /// <summary>Starts a silo in this process.</summary>
    /// <param name="session">The session; a name that <see cref="GrainKey"/> accepts.</param>
    /// <param name="dataDirectory">The folder of the journal, the small state and the tapes that feeds may play.</param>
    /// <param name="store">Where books keep their journals.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <param name="keepsJournal">True to keep blocks that snapshots cover, for replays of the whole history.</param>
    public static async Task<Result<ClusterConnection, string>> EmbedAsync(
        string session, string dataDirectory, StoreKind store, CancellationToken cancellation, bool keepsJournal = false)
    {
        var started = await EmbeddedSilo.StartAsync(dataDirectory, store, cancellation, keepsJournal);
        if (!started.TryGet(out var silo, out var error)) return error;
        return new ClusterConnection(silo.Client, session, silo);
    }

    /// <summary>Connects to a running silo.</summary>
    public static async Task<Result<ClusterConnection, string>> ConnectAsync(
        string session, int gatewayPort, string clusterId, CancellationToken cancellation)
    {
        var remote = await RemoteCluster.ConnectAsync(gatewayPort, clusterId, cancellation);
        if (!remote.TryGet(out var cluster, out var error)) return error;
        return new ClusterConnection(cluster.Client, session, cluster);
    }

    /// <summary>The caller's side of an instrument's book.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="caller">The caller's name; two callers must not share one.</param>
    /// <param name="lastSequence">The last number used under this name.</param>
    public BookClient Book(InstrumentId instrument, string caller, ulong lastSequence = 0) =>
        new(Client.GetGrain<IBookGrain>(KeyText(GrainKey.ForBook(Session, instrument))), caller, lastSequence);

    /// <summary>A venue's feed.</summary>
    public IFeedGrain Feed(InstrumentId source) =>
        Client.GetGrain<IFeedGrain>(KeyText(GrainKey.ForFeed(Session, source)));

    /// <summary>A market over all venues.</summary>
    /// <param name="market">A name that <see cref="GrainKey.IsMarket"/> accepts.</param>
    public IMarketGrain Market(string market) =>
        Client.GetGrain<IMarketGrain>(KeyText(GrainKey.ForMarket(Session, market)));

    /// <summary>Plays a tape into a market and waits until the market has applied all of it.</summary>
    /// <param name="source">The venue's instrument, as the tape's header names it.</param>
    /// <param name="tape">The tape's name in the data directory.</param>
    /// <param name="market">The market.</param>
    /// <param name="observe">Called with the market and the feed as they stand, about twenty times a second.</param>
    /// <param name="cancellation">Stops waiting; the feed plays on.</param>
    /// <returns>The venue at the end, or why the tape was not played to its end.</returns>
    public async Task<Result<MarketVenue, string>> PlayAsync(
        InstrumentId source,
        string tape,
        string market,
        Action<MarketView, FeedProgress>? observe,
        CancellationToken cancellation)
    {
        var feed = Feed(source);
        var status = await feed.Play(new FeedPlay(tape, market));
        if (status != FeedPlayStatus.Playing) return Explain(status, tape);
        while (true)
        {
            var progress = await feed.Progress();
            var view = await Market(market).View();
            observe?.Invoke(view, progress);
            if (progress.Error.Length > 0) return $"tape '{tape}' cannot be read to its end: {progress.Error}";
            var venue = view.Venues.FirstOrDefault(
                venue => venue.Source == source.ToString() && venue.Epoch == progress.Epoch);
            if (venue is { Error.Length: > 0 }) return $"tape '{tape}' is refused: {venue.Error}";
            if (venue is { IsComplete: true }) return venue;
            await Task.Delay(PollPeriod, cancellation);
        }
    }

    /// <summary>Ends the connection, and the silo with it if it is embedded.</summary>
    public ValueTask DisposeAsync() => _owned.DisposeAsync();

    private static string Explain(FeedPlayStatus status, string tape) => status switch
    {
        FeedPlayStatus.Playing => "",
        FeedPlayStatus.Busy => "the feed plays another tape already; use another session.",
        FeedPlayStatus.UnknownTape => $"the silo has no tape '{tape}' in its data directory, or cannot open it.",
        FeedPlayStatus.OtherTape => $"the silo's tape '{tape}' is another one.",
        FeedPlayStatus.StoreUnavailable => "the silo cannot reach its journal now; repeat the command later.",
        FeedPlayStatus.BadName => "the market's name is not well formed: write it as in BTC-USDT.",
    };

    /// <summary>
    /// Commands check session and market when they read them, so a key that is refused here is a bug.
    /// </summary>
    private static string KeyText(Result<GrainKey, GrainKeyError> key) => key.TryGet(out var value, out var error)
        ? value.ToString()
        : throw new ArgumentException($"a grain key was not checked: {error}.");
}
