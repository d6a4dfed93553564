using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Trading.Durable;
using Trading.Exchange;
using Trading.GrainInterfaces;
using Trading.Journal;
using Trading.Journal.Postgres;
using Trading.Model;
using Trading.Silo;
using Xunit;

namespace Trading.Tests.Grains.Cluster;

/// <summary>The database dies, comes back, or stands still, with books under load.</summary>
public sealed class DatabaseTests(ClusterDatabase database) : IClassFixture<ClusterDatabase>, IDisposable
{
    private const int Callers = 6;
    private readonly string _folder = Directory.CreateTempSubdirectory("trading-database-").FullName;
    private readonly string _session = "s" + Guid.NewGuid().ToString("N")[..16];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_database_that_is_killed_and_restarted_under_load_loses_nothing_and_repeats_nothing()
    {
        await using var silo = await StartAsync();
        using var enough = new CancellationTokenSource();
        var calls = 0;
        var callers = Enumerable.Range(1, Callers).Select(number => Task.Run(() => CallAsync(number))).ToArray();
        for (var kill = 0; kill < Campaign.Pick(2, 20); kill++)
        {
            await CallsBeyondAsync(Volatile.Read(ref calls) + 100);
            database.Server.Kill();
            Assert.Null(await database.Server.RestartAsync(Stop));
        }

        await CallsBeyondAsync(Volatile.Read(ref calls) + 100);
        await enough.CancelAsync();
        var answered = (await Task.WhenAll(callers)).SelectMany(ids => ids).ToArray();
        await CheckAsync(silo, answered);
        Campaign.Report(("kills", Campaign.Pick(2, 20)), ("acknowledged", answered.Length), ("violations", 0));

        Task CallsBeyondAsync(int count) =>
            Wait.UntilAsync(() => Task.FromResult(Volatile.Read(ref calls)), so_far => so_far > count);

        async Task<List<(string, ulong)>> CallAsync(int number)
        {
            var (name, ids) = ("caller-" + number, new List<(string, ulong)>());
            var client = new BookClient(Book(silo), name, 0, TimeSpan.FromSeconds(60));
            Assert.True((await client.ConfigureAsync(Rules)).IsOk);
            ids.Add((name, client.LastSequence));
            while (!enough.IsCancellationRequested)
            {
                var answer = await client.ExecuteAsync(Flow.Batch(client.LastSequence, 8));
                Assert.True(answer.TryGet(out _, out var refusal), refusal.ToString());
                ids.Add((name, client.LastSequence));
                Interlocked.Increment(ref calls);
            }

            return ids;
        }
    }

    /// <summary>
    /// While the database is gone: orders are refused by name, cancels are kept, nothing is written; afterwards the book goes
    /// on where it was, the cancel first.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_the_database_is_gone_orders_are_refused_and_cancels_are_kept(bool isFrozen)
    {
        await using var silo = await StartAsync();
        var book = Book(silo);
        var client = new BookClient(book, "trader", 0, TimeSpan.FromSeconds(60));
        Assert.True((await client.ConfigureAsync(Rules)).IsOk);
        Assert.True((await client.ExecuteAsync(BookCall.Commands([Flow.Resting(1), Flow.Resting(2)]))).IsOk);
        if (isFrozen) database.Server.Freeze();
        else database.Server.Kill();

        var slowest = TimeSpan.Zero;
        var outage = Stopwatch.GetTimestamp();
        var refused = new List<ReplyStatus>();
        for (ulong call = 100; refused.Count < 5 || Stopwatch.GetElapsedTime(outage).TotalSeconds < Campaign.Pick(0, 60); call++)
        {
            var start = Stopwatch.GetTimestamp();
            var answer = await book.Execute(new NodeCall("impatient", call, Flow.Batch(call, 4)));
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, Stopwatch.GetElapsedTime(start).Ticks));
            refused.Add(answer.Status);
            await Task.Delay(10, Stop);
        }

        Assert.DoesNotContain(ReplyStatus.Answered, refused);
        Assert.Contains(ReplyStatus.StoreUnavailable, refused);
        var cancel = new NodeCall("trader-cancels", 1, BookCall.Commands([Cancel(1)]));
        Assert.Equal(ReplyStatus.Emergency, (await book.Execute(cancel)).Status);
        await ReadyIsAsync(silo, isReady: false);

        if (isFrozen) database.Server.Thaw();
        else Assert.Null(await database.Server.RestartAsync(Stop));
        var back = Stopwatch.GetTimestamp();
        Assert.True((await client.ExecuteAsync(BookCall.Commands([Flow.Resting(3)]))).IsOk);
        var backAfter = Stopwatch.GetElapsedTime(back);
        var canceled = await Wait.UntilAsync(() => book.Execute(cancel), answer => answer.Status == ReplyStatus.Answered);
        Assert.True(BookAnswer.TryRead(canceled.Payload, out var reports));
        Assert.Equal(BookReportKind.Canceled, reports.Reports[0].Kind);
        await ReadyIsAsync(silo, isReady: true);
        await CheckAsync(silo, [("trader", 2), ("trader", 3), ("trader-cancels", 1)]);
        Campaign.Report(
            ("refused", refused.Count),
            (isFrozen ? "slowestRefusalFrozenMs" : "slowestRefusalGoneMs", (long)slowest.TotalMilliseconds),
            (isFrozen ? "backAfterFrozenMs" : "backAfterGoneMs", (long)backAfter.TotalMilliseconds),
            ("violations", 0));
    }

    /// <summary>Every answered call is in the journal exactly once, and the journal replays to the book's state.</summary>
    private async Task CheckAsync(HostedSilo silo, IReadOnlyCollection<(string Client, ulong Sequence)> answered)
    {
        var inspected = await new BookClient(Book(silo), "checker", 0, TimeSpan.FromSeconds(60)).InspectAsync();
        Assert.True(inspected.TryGet(out var status, out _));
        var node = new BookNode();
        var replay = new DurableNode(node, new RefusingEffects(), DurableLimits.Default);
        var found = new Dictionary<(string, ulong), int>();
        await using var connected = database.Connect();
        await foreach (var block in new PostgresJournal(connected).BlocksAsync(Key, 1, Stop))
        {
            Assert.True(replay.Replay(block).TryGet(out _, out var error), error.ToString());
            Count(block, found);
        }

        Assert.Equal(status.StateHash, node.StateHash());
        Assert.All(answered, id => Assert.Equal(1, found.GetValueOrDefault(id)));
        Assert.All(found.Values, count => Assert.Equal(1, count));
    }

    private static void Count(ReadOnlySpan<byte> block, Dictionary<(string, ulong), int> found)
    {
        var records = block[BlockHeader.Bytes..];
        while (!records.IsEmpty)
        {
            Assert.True(BlockRecord.TryTake(ref records, out var record));
            found[(record.Name, record.Sequence)] = found.GetValueOrDefault((record.Name, record.Sequence)) + 1;
        }
    }

    private async Task ReadyIsAsync(HostedSilo silo, bool isReady)
    {
        using var http = new HttpClient();
        await Wait.UntilAsync(
            async () => (await http.GetAsync($"http://127.0.0.1:{silo.Settings.HealthPort}/ready", Stop)).IsSuccessStatusCode,
            answer => answer == isReady);
        Assert.True((await http.GetAsync($"http://127.0.0.1:{silo.Settings.HealthPort}/live", Stop)).IsSuccessStatusCode);
    }

    private static BookCommand Cancel(ulong order) => new() { Kind = BookCommandKind.Cancel, OrderId = order };

    private static Instrument Rules => Flow.Rules("sim:BTC-USDT");

    private string Key => _session + "/sim:BTC-USDT";

    private IBookGrain Book(HostedSilo silo) => silo.Client.GetGrain<IBookGrain>(Key);

    private Task<HostedSilo> StartAsync() => HostedSilo.StartAsync(new SiloSettings
    {
        Store = StoreKind.Postgres,
        Connection = database.Server.ConnectionString,
        ClusterId = _session,
        DataDirectory = _folder,
    });
}
