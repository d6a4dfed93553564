using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using Trading.Silo;
using Xunit;

namespace Trading.Tests.Grains.Cluster;

/// <summary>Orleans' own providers over our tables and queries.</summary>
public sealed class ProviderTests(ClusterDatabase database) : IClassFixture<ClusterDatabase>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task State_in_the_database_is_written_by_one_writer_at_a_time()
    {
        await using var silo = await ClusterSiloAsync();
        await CheckStateAsync(silo, new TestGrains());
    }

    [Fact]
    public async Task State_in_a_file_is_written_by_one_writer_at_a_time_and_outlives_the_silo()
    {
        var folder = Directory.CreateTempSubdirectory("trading-state-").FullName;
        var settings = new SiloSettings { Store = StoreKind.File, DataDirectory = folder };
        var grains = new TestGrains();
        await using (var silo = await HostedSilo.StartAsync(settings)) await CheckStateAsync(silo, grains);
        await using (var silo = await HostedSilo.StartAsync(settings))
        {
            var kept = new GrainState<TestState>();
            await Storage(silo).ReadStateAsync("state", grains.Kept, kept);
            Assert.Equal((7, "2"), (kept.State?.Value ?? 0, kept.ETag));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Reminders_are_kept_found_by_range_and_removed_by_their_tag()
    {
        await using var silo = await ClusterSiloAsync();
        var table = silo.Services.GetRequiredService<IReminderTable>();
        var grain = GrainId.Create("book", "reminders");
        var entry = new ReminderEntry
        {
            GrainId = grain,
            ReminderName = "daily",
            StartAt = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
            Period = TimeSpan.FromDays(40),
        };
        var first = await table.UpsertRow(entry, Stop);
        var second = await table.UpsertRow(entry, Stop);
        Assert.NotEqual(first, second);
        var read = await table.ReadRow(grain, "daily", Stop);
        Assert.Equal(
            (entry.StartAt, entry.Period, second), (read?.StartAt, read?.Period ?? default, read?.ETag));
        var hash = grain.GetUniformHashCode();
        Assert.Contains((await table.ReadRows(hash - 1, hash, Stop)).Reminders, found => found.GrainId == grain);
        Assert.DoesNotContain((await table.ReadRows(hash, hash + 1, Stop)).Reminders, found => found.GrainId == grain);
        // A range that begins after its end goes around the ring.
        Assert.Contains((await table.ReadRows(hash - 1, hash - 2, Stop)).Reminders, found => found.GrainId == grain);
        Assert.Single((await table.ReadRows(grain, Stop)).Reminders);
        Assert.False(await table.RemoveRow(grain, "daily", first ?? "", Stop));
        Assert.True(await table.RemoveRow(grain, "daily", second ?? "", Stop));
        Assert.Null(await table.ReadRow(grain, "daily", Stop));
    }

    [Fact]
    public async Task Membership_changes_only_from_its_newest_version()
    {
        await using var silo = await ClusterSiloAsync();
        var table = silo.Services.GetRequiredService<IMembershipTable>();
        var entry = Entry(SiloStatus.Joining, port: 21_001);
        // The silo itself writes now and then: another writer's step makes ours stale, as it should.
        var before = await ChangeAsync(table, version => table.InsertRowAsync(entry, version, Stop));
        Assert.False(await table.InsertRowAsync(Entry(SiloStatus.Joining, port: 21_002), before.Next(), Stop));
        entry.Status = SiloStatus.Dead;
        entry.AddSuspector(entry.SiloAddress, DateTime.UtcNow);
        Assert.False(await table.UpdateRowAsync(entry, before.VersionEtag, before.Next(), Stop));
        await ChangeAsync(table, version => table.UpdateRowAsync(entry, version.VersionEtag, version, Stop));
        var read = await table.ReadRowAsync(entry.SiloAddress, Stop);
        Assert.Equal(SiloStatus.Dead, read.Members.Single().Item1.Status);
        Assert.Single(read.Members.Single().Item1.SuspectTimes ?? []);
        await table.CleanupDefunctSiloEntriesAsync(DateTimeOffset.UtcNow.AddMinutes(-1), Stop);
        var all = await table.ReadAllAsync(Stop);
        Assert.DoesNotContain(all.Members, member => member.Item1.SiloAddress.Equals(entry.SiloAddress));
        Assert.Contains(all.Members, member => member.Item1.Status == SiloStatus.Active);
    }

    /// <summary>Makes a change from the newest version, again if somebody else was faster.</summary>
    /// <returns>The version that it was made from.</returns>
    private static Task<TableVersion> ChangeAsync(IMembershipTable table, Func<TableVersion, Task<bool>> change) =>
        Wait.UntilAsync(
            async () =>
            {
                var version = (await table.ReadAllAsync(Stop)).Version;
                return await change(version.Next()) ? version : TableVersionOfNobody;
            },
            version => version != TableVersionOfNobody);

    private static readonly TableVersion TableVersionOfNobody = new(-1, "-1");

    private static MembershipEntry Entry(SiloStatus status, int port) => new()
    {
        SiloAddress = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, port), 1),
        Status = status,
        SiloName = "other",
        HostName = "other",
        ProxyPort = 0,
        StartTime = DateTime.UtcNow.AddHours(-1),
        IAmAliveTime = DateTime.UtcNow.AddHours(-1),
    };

    private static async Task CheckStateAsync(HostedSilo silo, TestGrains grains)
    {
        var storage = Storage(silo);
        var writes = await Task.WhenAll(Enumerable.Range(0, 8).Select(value => TryWriteAsync(storage, grains.Contested, value)));
        Assert.Single(writes, wasWritten => wasWritten);

        var state = new GrainState<TestState>();
        await storage.ReadStateAsync("state", grains.Kept, state, Stop);
        Assert.False(state.RecordExists);
        state.State = new TestState { Value = 5 };
        await storage.WriteStateAsync("state", grains.Kept, state, Stop);
        var other = new GrainState<TestState>();
        await storage.ReadStateAsync("state", grains.Kept, other, Stop);
        Assert.Equal((5, state.ETag), (other.State?.Value ?? 0, other.ETag));
        other.State = new TestState { Value = 7 };
        await storage.WriteStateAsync("state", grains.Kept, other, Stop);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("state", grains.Kept, state, Stop));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("state", grains.Kept, state, Stop));

        var gone = new GrainState<TestState> { State = new TestState { Value = 1 } };
        await storage.WriteStateAsync("state", grains.Cleared, gone, Stop);
        await storage.ClearStateAsync("state", grains.Cleared, gone, Stop);
        var cleared = new GrainState<TestState>();
        await storage.ReadStateAsync("state", grains.Cleared, cleared, Stop);
        Assert.False(cleared.RecordExists);
    }

    private static async Task<bool> TryWriteAsync(IGrainStorage storage, GrainId grain, int value)
    {
        try
        {
            await storage.WriteStateAsync("state", grain, new GrainState<TestState> { State = new TestState { Value = value } }, Stop);
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }

    private static IGrainStorage Storage(HostedSilo silo) =>
        silo.Services.GetRequiredKeyedService<IGrainStorage>("config");

    private Task<HostedSilo> ClusterSiloAsync() => HostedSilo.StartAsync(new SiloSettings
    {
        Mode = SiloMode.Cluster,
        Store = StoreKind.Postgres,
        Connection = database.Server.ConnectionString,
        ClusterId = "providers-" + Guid.NewGuid().ToString("N"),
    });

    /// <summary>Grains that no other test knows.</summary>
    private sealed class TestGrains
    {
        private readonly string _name = Guid.NewGuid().ToString("N");

        public GrainId Kept => GrainId.Create("state", _name + "-kept");

        public GrainId Contested => GrainId.Create("state", _name + "-contested");

        public GrainId Cleared => GrainId.Create("state", _name + "-cleared");
    }
}

/// <summary>Something small to keep.</summary>
[GenerateSerializer]
public sealed class TestState
{
    [Id(0)]
    public int Value { get; set; }
}
