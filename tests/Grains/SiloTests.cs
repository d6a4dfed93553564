using System;
using System.Collections.Immutable;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Metadata;
using Orleans.Runtime;
using Trading.GrainInterfaces;
using Trading.Grains;
using Trading.Model;
using Trading.Silo;
using Xunit;

namespace Trading.Tests.Grains;

public sealed class SiloTests
{
    [Theory]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("..")]
    [InlineData("../tape.rpl")]
    [InlineData("folder/tape.rpl")]
    [InlineData("/etc/hostname")]
    [InlineData("C:\\tape.rpl")]
    [InlineData("missing.rpl")]
    public async Task A_name_that_is_no_tape_of_the_folder_opens_nothing(string name)
    {
        using var folder = new Folder();
        File.WriteAllBytes(Path.Combine(folder.Path, ".hidden"), [1]);
        var opened = await new TapeDirectory(Path.Combine(folder.Path, ".")).OpenAsync(name, "");
        Assert.False(opened.TryGet(out _, out var refusal));
        Assert.Equal(TapeRefusal.Unknown, refusal);
    }

    /// <summary>Each ended session would otherwise hold megabytes of every silo for a quarter of an hour.</summary>
    [Fact]
    public async Task Grains_of_sessions_leave_early_and_books_do_not()
    {
        await using var cluster = await TradingCluster.StartAsync(1);
        var grains = cluster.Silos[0].ServiceProvider.GetRequiredService<IClusterManifestProvider>().LocalGrainManifest.Grains;
        string[] session = ["capitaltier", "desk", "exchange", "feed", "market", "strategy", "timeline", "venue"];
        Assert.Equal(
            session,
            grains.Where(grain => grain.Value.Properties.GetValueOrDefault(WellKnownGrainTypeProperties.IdleDeactivationPeriod) == "00:02:00")
                .Select(grain => grain.Key.ToString()).Order(StringComparer.Ordinal));
        Assert.Contains(grains.Keys, grain => grain.ToString() == "book");
    }

    /// <summary>The runtime's default keeps the market data of half an hour in every silo, and pools the memory for good.</summary>
    [Fact]
    public async Task Market_data_stays_in_the_streams_for_a_minute()
    {
        await using var cluster = await TradingCluster.StartAsync(1);
        var services = cluster.Silos[0].ServiceProvider;
        var cache = services.GetRequiredService<IOptionsMonitor<StreamCacheEvictionOptions>>().Get(MarketStreams.Provider);
        Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)), (cache.DataMinTimeInCache, cache.DataMaxAgeInCache));
        var agents = services.GetRequiredService<IOptionsMonitor<StreamPullingAgentOptions>>().Get(MarketStreams.Provider);
        Assert.Equal(TimeSpan.FromMinutes(5), agents.StreamInactivityPeriod);
        // A message that is gone must still be known to have been delivered for as long as its stream is.
        Assert.True(cache.MetadataMinTimeInCache > agents.StreamInactivityPeriod);
    }

    [Fact]
    public async Task Tapes_are_opened_by_name_and_hash_and_decompressed_by_extension()
    {
        using var folder = new Folder();
        byte[] bytes = [1, 2, 3, 4];
        File.WriteAllBytes(Path.Combine(folder.Path, "a.rpl"), bytes);
        using (var gzip = new GZipStream(File.Create(Path.Combine(folder.Path, "a.rpl.gz")), CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        var zstdFile = File.Create(Path.Combine(folder.Path, "a.rpl.zst"));
        using (var zstd = new ZstdSharp.CompressionStream(zstdFile, leaveOpen: false))
        {
            zstd.Write(bytes);
        }

        foreach (var name in new[] { "a.rpl", "a.rpl.gz", "a.rpl.zst" })
        {
            var stored = NamedTapes.HashOf(await File.ReadAllBytesAsync(Path.Combine(folder.Path, name), TestContext.Current.CancellationToken));
            foreach (var sha256 in new[] { "", stored })
            {
                Assert.True((await new TapeDirectory(folder.Path).OpenAsync(name, sha256)).TryGet(out var tape, out _));
                using var read = new MemoryStream();
                await tape.CopyToAsync(read, TestContext.Current.CancellationToken);
                await tape.DisposeAsync();
                Assert.Equal(bytes, read.ToArray());
            }

            // Another file under the name, of the same length, is not played for it.
            Assert.False((await new TapeDirectory(folder.Path).OpenAsync(name, NamedTapes.HashOf([1, 2, 3, 5]))).TryGet(out _, out var refusal));
            Assert.Equal(TapeRefusal.Other, refusal);
        }
    }

    [Theory]
    [InlineData("main", "sim:BTC-USDT", null)]
    [InlineData("", "sim:BTC-USDT", GrainKeyError.BadSession)]
    [InlineData("Main", "sim:BTC-USDT", GrainKeyError.BadSession)]
    [InlineData("a/b", "sim:BTC-USDT", GrainKeyError.BadSession)]
    public void A_book_key_is_checked(string session, string instrument, GrainKeyError? expected)
    {
        Assert.True(InstrumentId.Parse(instrument).TryGet(out var id, out _));
        var made = GrainKey.ForBook(session, id);
        Assert.Equal(expected is null, made.TryGet(out var key, out var error));
        if (expected is { } reason) Assert.Equal(reason, error);
        else Assert.Equal(
            Result<(string, InstrumentId), GrainKeyError>.Ok((session, id)), GrainKey.ParseInstrument(key.ToString()));
    }

    [Theory]
    [InlineData("main/BTC-USDT", null)]
    [InlineData("BTC-USDT", GrainKeyError.MissingSlash)]
    [InlineData("MAIN/BTC-USDT", GrainKeyError.BadSession)]
    [InlineData("main/btc", GrainKeyError.BadMarket)]
    [InlineData("main/", GrainKeyError.BadMarket)]
    public void A_market_key_is_checked(string text, GrainKeyError? expected)
    {
        var isOk = GrainKey.ParseMarket(text).TryGet(out var parts, out var error);
        Assert.Equal(expected is null, isOk);
        if (expected is { } reason) Assert.Equal(reason, error);
        else Assert.Equal(("main", "BTC-USDT"), parts);
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("trading-silo-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
