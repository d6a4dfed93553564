using System.Linq;
using Trading.Exchange;
using Trading.Model;
using Trading.Numerics;
using Xunit;

namespace Trading.Tests.Exchange.Execution;

public sealed class ConfigTests
{
    private static readonly FeeTier First = new(Money.Zero, 0, 0);

    public static TheoryData<string, ExecutionConfig> Refusals => new()
    {
        { "queue", new() { Queue = 0 } },
        { "queue", new() { Queue = (QueueModel)4 } },
        { "queuePower", new() { QueuePower = 0 } },
        { "queuePower", new() { QueuePower = 5 } },
        { "slippage.kind", new() { Slippage = new() { Kind = (SlippageKind)4 } } },
        { "slippage.coefficientPpm", new() { Slippage = SlippageRule.None with { CoefficientPpm = -1 } } },
        { "slippage.coefficientPpm", new() { Slippage = SlippageRule.None with { CoefficientPpm = 100_000_001 } } },
        { "slippage.smoothingShift", new() { Slippage = SlippageRule.None with { SmoothingShift = 17 } } },
        { "slippage.depthLevels", new() { Slippage = SlippageRule.None with { DepthLevels = 0 } } },
        { "rejectPpm", new() { RejectPpm = 1_000_001 } },
        { "openOrdersMax", new() { OpenOrdersMax = 0 } },
        { "markoutNs", new() { MarkoutNs = 0 } },
        { "fees.tiers", new() { Fees = new([], Money.Zero) } },
        { "fees.tiers", new() { Fees = new(default, Money.Zero) } },
        { "fees.startNotional", new() { Fees = new([First], new Money(-1)) } },
        { "fees.tiers.fromNotional", new() { Fees = new([First with { FromNotional = new Money(1) }], Money.Zero) } },
        { "fees.tiers.fromNotional", new() { Fees = new([First, First], Money.Zero) } },
        { "fees.tiers.makerPpm", new() { Fees = FeeSchedule.Flat(-10_001, 0) } },
        { "fees.tiers.takerPpm", new() { Fees = FeeSchedule.Flat(0, 100_001) } },
        { "downWindows", new() { DownWindows = [new(5, 5)] } },
        { "downWindows", new() { DownWindows = [new(5, 9), new(8, 10)] } },
        { "downWindows", new() { DownWindows = default } },
        { "rateLimit.perSecond", new() { RateLimit = new(0, 1, false) } },
        { "rateLimit.burst", new() { RateLimit = new(1, 1_000_001, false) } },
        { "outages.everyNs", new() { Outages = new(1, 1) } },
        { "outages.lengthNs", new() { Outages = new(10, 10) } },
    };

    [Theory]
    [MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public void Values_out_of_range_are_refused_by_their_place(string path, ExecutionConfig config)
    {
        Assert.False(SimulatedExchange.Recorded(BookFixtures.Plain, 0, config, 1).TryGet(out _, out var error));
        Assert.Equal(path, error.Path);
        Assert.False(SimulatedExchange.LiveBook(BookFixtures.Plain, 0, config, 1).IsOk);
    }

    [Fact]
    public void The_presets_are_what_their_descriptions_say()
    {
        var (ideal, realistic) = (ExecutionConfig.Ideal, ExecutionConfig.Realistic);
        Assert.Null(ExecutionConfigRules.FirstError(ideal));
        Assert.Null(ExecutionConfigRules.FirstError(realistic));
        Assert.All([ideal.EntryDelay, ideal.ResponseDelay, ideal.MarketDataDelay], delay => Assert.Equal((1, 1), (delay.MinNs, delay.MaxNs)));
        Assert.Equal((QueueModel.FrontOfQueue, false), (ideal.Queue, ideal.HasImpact));
        Assert.Equal((SlippageKind.None, FeeSchedule.None), (ideal.Slippage.Kind, ideal.Fees));
        Assert.Equal((2_000_000, 500_000, 50_000_000), (realistic.EntryDelay.MedianNs, realistic.EntryDelay.MinNs, realistic.EntryDelay.MaxNs));
        Assert.Equal(realistic.EntryDelay, realistic.ResponseDelay);
        Assert.Equal((1_000_000, 200_000), (realistic.MarketDataDelay.MedianNs, realistic.MarketDataDelay.MinNs));
        Assert.Equal((QueueModel.BackOfQueue, true), (realistic.Queue, realistic.HasImpact));
        Assert.Equal((200, 500), (realistic.Fees.Tiers[0].MakerPpm, realistic.Fees.Tiers[0].TakerPpm));
    }

    [Fact]
    public void Latencies_of_the_realistic_preset_by_seed()
    {
        Assert.Equal(
            "2660178 2243956 2274942 2309515 | 1433414 2084962 1703847 2790758 | 927270 1302884 1303297 963082", Latencies(7));
        Assert.Equal(
            "1522780 1207788 1479861 1675078 | 2170787 1859707 2184101 1748007 | 744842 957221 933109 850147", Latencies(8));
        Assert.Equal("1 1 1 1", Draws(ExecutionConfig.Ideal.EntryDelay, 7, "sim/entry"));

        static string Latencies(ulong seed) => string.Join(
            " | ",
            Draws(ExecutionConfig.Realistic.EntryDelay, seed, "sim/entry"),
            Draws(ExecutionConfig.Realistic.ResponseDelay, seed, "sim/response"),
            Draws(ExecutionConfig.Realistic.MarketDataDelay, seed, "sim/market-data"));

        static string Draws(DelayDistribution distribution, ulong seed, string stream)
        {
            var sampler = new DelaySampler(distribution, seed, stream);
            return string.Join(' ', Enumerable.Range(0, 4).Select(_ => sampler.NextNs()));
        }
    }

    [Fact]
    public void Configurations_hash_by_every_value()
    {
        ExecutionConfig[] configs =
        [
            new(), ExecutionConfig.Ideal, ExecutionConfig.Realistic, new() { Queue = QueueModel.Proportional }, new() { QueuePower = 2 },
            new() { HasImpact = false }, new() { Fees = FeeSchedule.Flat(1, 0) }, new() { Fees = FeeSchedule.Flat(0, 1) },
            new() { Fees = FeeSchedule.None with { StartNotional = new Money(1) } },
            new() { Slippage = SlippageRule.None with { CoefficientPpm = 1 } }, new() { Slippage = SlippageRule.None with { DepthLevels = 6 } },
            new() { Slippage = SlippageRule.None with { SmoothingShift = 7 } }, new() { Slippage = SlippageRule.None with { Kind = SlippageKind.FixedBps } },
            new() { RateLimit = new(1, 1, false) }, new() { RateLimit = new(1, 1, true) }, new() { DownWindows = [new(1, 2)] },
            new() { Outages = new(10, 1) }, new() { RejectPpm = 1 }, new() { OpenOrdersMax = 1 }, new() { MarkoutNs = 1 },
            new() { ResponseDelay = ExecutionConfig.Realistic.EntryDelay }, new() { EntryDelay = ExecutionConfig.Realistic.EntryDelay },
            new() { MarketDataDelay = ExecutionConfig.Realistic.EntryDelay },
        ];
        Assert.Equal(configs.Length, configs.Select(config => config.Hash()).Distinct().Count());
        Assert.Equal(new ExecutionConfig().Hash(), new ExecutionConfig().Hash());
    }
}
