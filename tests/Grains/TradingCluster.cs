using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Core.Internal;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;
using Trading.Desk;
using Trading.Durable;
using Trading.GrainInterfaces;
using Trading.Grains;
using Trading.Journal;
using Trading.Model;
using Trading.Silo;
using Xunit;

namespace Trading.Tests.Grains;

/// <summary>A cluster in this process, whose silos share block tables as later silos share a database.</summary>
internal sealed class TradingCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private TradingCluster(InProcessTestCluster cluster, MemoryBlockTables tables)
    {
        _cluster = cluster;
        Tables = tables;
    }

    public MemoryBlockTables Tables { get; }

    public SharedReminders Reminders { get; private init; } = new();

    public IClusterClient Client => _cluster.Client;

    public IReadOnlyList<InProcessSiloHandle> Silos => _cluster.Silos;

    public static async Task<TradingCluster> StartAsync(
        int silos,
        ITapeSource? tapes = null,
        Func<IServiceProvider, IFeedPublisher>? publisher = null,
        Func<MemoryBlockTables, NodeStores>? stores = null,
        Func<IServiceProvider, INodeLinks>? links = null,
        Func<IServiceProvider, IBlockPublisher>? blocks = null,
        SessionHost? host = null)
    {
        var tables = new MemoryBlockTables();
        var kept = stores is null ? new NodeStores(tables) : stores(tables);
        var reminders = new SharedReminders();
        var builder = new InProcessTestClusterBuilder((short)silos);
        builder.ConfigureSilo((_, silo) =>
        {
            if (publisher is not null) silo.Services.AddSingleton(publisher);
            if (links is not null) silo.Services.AddSingleton(links);
            if (blocks is not null) silo.Services.AddSingleton(blocks);
            if (host is not null) silo.Services.AddSingleton(host);
            silo.AddReminders();
            silo.Services.AddSingleton<IReminderTable>(reminders);
            silo.AddTradingGrains(tapes ?? new NamedTapes(), kept);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new TradingCluster(cluster, tables) { Reminders = reminders };
    }

    public IFeedGrain Feed(string instrument) => Client.GetGrain<IFeedGrain>(BookKey(instrument));

    public IMarketGrain Market(string market)
    {
        Assert.True(GrainKey.ForMarket("test", market).TryGet(out var key, out _));
        return Client.GetGrain<IMarketGrain>(key.ToString());
    }

    public IBookGrain Book(string instrument) => Client.GetGrain<IBookGrain>(BookKey(instrument));

    public static string BookKey(string instrument)
    {
        Assert.True(InstrumentId.Parse(instrument).TryGet(out var id, out _));
        Assert.True(GrainKey.ForBook("test", id).TryGet(out var key, out _));
        return key.ToString();
    }

    /// <summary>Takes the ownership of a book's table away from its activation, as another activation would.</summary>
    public ulong TakeEpoch(string instrument) => TakeEpochOf(BookKey(instrument));

    /// <summary>The same for any node.</summary>
    public ulong TakeEpochOf(string node)
    {
        ulong epoch = 0;
        Tables.Open(node, opened => epoch = opened.Epoch);
        return epoch;
    }

    /// <summary>Ends an activation from outside; somebody else may call the next one up at once.</summary>
    public static ValueTask BeginDeactivation(IAddressable grain) =>
        grain.AsReference<IGrainManagementExtension>().DeactivateOnIdle();

    /// <summary>Ends an activation that nobody calls from outside and waits until it is gone.</summary>
    public async Task DeactivateAsync(IAddressable grain)
    {
        var management = Client.GetGrain<IManagementGrain>(0);
        await BeginDeactivation(grain);
        await Wait.UntilAsync(async () => await management.GetActivationAddress(grain), address => address is null);
    }

    /// <summary>Where a grain lives now.</summary>
    public async Task<InProcessSiloHandle> SiloOfAsync(IAddressable grain)
    {
        var management = Client.GetGrain<IManagementGrain>(0);
        var address = await Wait.UntilAsync(async () => await management.GetActivationAddress(grain), address => address is not null);
        return Silos.Single(silo => silo.SiloAddress.Equals(address));
    }

    /// <summary>Brings a fresh node to the state that its table has: from the newest snapshot, by the blocks behind it.</summary>
    public void Replay(string node, INode fresh)
    {
        var machine = new DurableNode(fresh, new NoEffects(), DurableLimits.Default);
        OpenedTable? found = null;
        Tables.Open(node, opened => found = opened);
        Assert.Equal(OpenStatus.Opened, found?.Status);
        if (found is { Snapshots: [var newest, ..] })
        {
            Tables.ReadSnapshot(node, newest, snapshot => Assert.True(machine.Restore(snapshot.Span).TryGet(out _, out _)));
        }

        while (machine.CommittedBlock < found?.LastSequence)
        {
            Tables.Read(node, machine.CommittedBlock + 1, blocks =>
            {
                var length = BlockHeader.LengthOf(blocks.Span);
                Assert.True(machine.Replay(blocks.Span[..length]).TryGet(out _, out _));
            });
        }
    }

    public Task KillSiloAsync(InProcessSiloHandle silo) => _cluster.KillSiloAsync(silo);

    public Task StopSiloAsync(InProcessSiloHandle silo) => _cluster.StopSiloAsync(silo);

    public async ValueTask DisposeAsync()
    {
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
    }
}
