using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using System.Threading.Tasks;
using Trading.Client.Backtest.Settings;
using Trading.Client.Tests.Tape;
using Trading.Exchange;
using Trading.Model;
using Trading.Numerics;
using Trading.Risk;
using Xunit;

namespace Trading.Client.Tests.Backtest;

/// <summary>Settings of execution and risk as files: every value comes back, and nothing else gets in.</summary>
public sealed class SettingsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_value_of_an_execution_comes_back_from_its_file()
    {
        var all = new ExecutionConfig
        {
            EntryDelay = Delay(DelayDistribution.Fixed(7)),
            ResponseDelay = Delay(DelayDistribution.LogNormal(2_000, 250_000, 10, 9_000)),
            MarketDataDelay = Delay(DelayDistribution.Empirical([new DelayWeight(5, 1), new DelayWeight(9, 3)])),
            Queue = QueueModel.Proportional,
            QueuePower = 3,
            HasImpact = false,
            Fees = new FeeSchedule([new(Money.Zero, -10, 40), new(Amount("1000000.5"), -20, 30)], Amount("12.25")),
            Slippage = new SlippageRule { Kind = SlippageKind.Volatility, CoefficientPpm = 9, SmoothingShift = 3, DepthLevels = 8 },
            RateLimit = new RateLimit(5, 50, CountsCancels: true),
            DownWindows = [new DownWindow(1, 2), new DownWindow(5, 9)],
            Outages = new OutageRule(1_000, 10),
            RejectPpm = 77,
            OpenOrdersMax = 12,
            MarkoutNs = 500,
        };
        foreach (var config in (ExecutionConfig[])[all, ExecutionConfig.Ideal, ExecutionConfig.Realistic])
        {
            var file = Write(SettingsFile<ExecutionConfig>.ToText(config));
            Assert.True(SettingsFiles.Execution.Read(file).TryGet(out var read, out var error), error);
            Assert.Equal(config.Hash(), read.Hash());
        }
    }

    [Fact]
    public void Every_limit_comes_back_from_its_file()
    {
        var limits = RiskLimits.Wide;
        PropertyInfo[] members = [.. typeof(RiskLimits).GetProperties().Where(property => property.SetMethod is { IsPublic: true })];
        Assert.True(members.Length >= 12);
        foreach (var member in members) limits = With(limits, member);
        var text = SettingsFile<RiskLimits>.ToText(limits);
        Assert.All(members, member => Assert.Contains($"\"{JsonNamingPolicy.CamelCase.ConvertName(member.Name)}\":", text));
        Assert.True(SettingsFiles.Limits.Read(Write(text)).TryGet(out var read, out var error), error);
        Assert.All(members, member => Assert.Equal(member.GetValue(limits), member.GetValue(read)));
    }

    [Fact]
    public void What_a_file_leaves_out_is_as_in_its_base()
    {
        Assert.Equal(
            (ExecutionConfig.Realistic with { RejectPpm = 5, RateLimit = null }).Hash(),
            Read("""{"base":"realistic","rejectPpm":5,"rateLimit":null}""")?.Hash());
        Assert.Equal((ExecutionConfig.Ideal with { RejectPpm = 5 }).Hash(), Read("""{"rejectPpm":5} // as it is""")?.Hash());
    }

    [Theory]
    [InlineData("""{"qeue":"back-of-queue"}""", "'qeue' is unknown")]
    [InlineData("""{"queue":"front-of-queue","queue":"back-of-queue"}""", "Duplicate property 'queue'")]
    [InlineData("""{"slippage":{"kind":"none","kind":"none"}}""", "Duplicate property 'kind'")]
    [InlineData("""{"slippage":{"kind":"none","depth":3}}""", "'depth' is unknown")]
    [InlineData("""{"queue":2}""", "$.queue")]
    [InlineData("""{"queuePower":9}""", "queuePower: 9 is outside 1 to 4")]
    [InlineData("""{"queuePower":99999999999}""", "$.queuePower")]
    [InlineData("""{"entryDelay":{"kind":"fixed"}}""", "exactly the members of its kind: delayNs")]
    [InlineData("""{"entryDelay":{"kind":"fixed","delayNs":5,"capNs":9}}""", "exactly the members of its kind: delayNs")]
    [InlineData("""{"entryDelay":{"kind":"fixed","delayNs":0}}""", "between 1 and")]
    [InlineData("""{"entryDelay":{"kind":"fixed","delayNs":5,"delay":5}}""", "'delay' is unknown")]
    [InlineData("""{"entryDelay":null}""", "'entryDelay'")]
    [InlineData("""{"fees":{"tiers":[{"fromNotional":5,"makerPpm":1,"takerPpm":1}],"startNotional":"0"}}""", "a decimal in quotes")]
    [InlineData("""{"fees":{"tiers":[]}}""", "'startNotional'")]
    [InlineData("""{"fees":{"tiers":[],"startNotional":"0"}}""", "fees.tiers: 0 is outside")]
    [InlineData("""{"rateLimit":{"perSecond":1}}""", "'burst'")]
    [InlineData("""{"base":"best"}""", "base: ideal, realistic or live-book is expected")]
    [InlineData("""{"base":7}""", "base: ideal, realistic or live-book is expected")]
    [InlineData("[]", "no JSON object")]
    [InlineData("", "JSON")]
    public async Task An_execution_that_cannot_be_is_refused_with_what_is_wrong(string text, string said)
    {
        var file = Write(text);
        var run = await TradingCommand.Run("backtest", "execution", "--show", file);
        Assert.Equal((ExitCode.BadInput, ""), (run.Exit, run.Out));
        Assert.StartsWith($"error: --show {file}: ", run.Error);
        Assert.Contains(said, run.Error);
        Assert.DoesNotContain("Trading.", run.Error.Replace(file, "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"colarPpm":5}""", "'colarPpm' is unknown")]
    [InlineData("""{"maxNotional":"-5"}""", "every amount is positive")]
    [InlineData("""{"maxNotional":5}""", "a decimal in quotes")]
    [InlineData("""{"collarPpm":0}""", "collarPpm lies between")]
    public async Task Limits_that_cannot_be_are_refused_with_what_is_wrong(string text, string said)
    {
        var run = await TradingCommand.Run("backtest", "limits", "--show", Write(text));
        Assert.Equal((ExitCode.BadInput, ""), (run.Exit, run.Out));
        Assert.Contains(said, run.Error);
    }

    [Fact]
    public async Task A_run_takes_its_settings_from_files()
    {
        var tape = _folder.File("burst.rpl");
        await TradingCommand.Run("sim", "run", "--seed", "5", "--rate", "50", "--duration", "20s", "--regimes", "burst:20s", "--out", tape);
        string[] flags = ["backtest", "run", "--strategy", "market-making", "--tape", tape, "--json"];
        var preset = await TradingCommand.Run([.. flags, "--execution", "realistic"]);
        var shown = await TradingCommand.Run("backtest", "execution", "--show", "realistic");
        var limits = await TradingCommand.Run("backtest", "limits");
        var file = await TradingCommand.Run([.. flags, "--execution", Write(shown.Out), "--limits", Write(limits.Out)]);
        Assert.Equal(ExitCode.Ok, preset.Exit);
        Assert.Equal(preset, file);
        var tight = await TradingCommand.Run([.. flags, "--limits", Write("""{"maxNotional":"0.01"}""")]);
        using var document = JsonDocument.Parse(tight.Out);
        Assert.True(document.RootElement.GetProperty("denied").GetInt64() > 0);
        Assert.Equal(0, document.RootElement.GetProperty("orders").GetInt64());
    }

    [Fact]
    public async Task A_file_that_is_missing_is_told_by_its_flag()
    {
        var tape = Repository.File("tests/data/tapes/sample.rpl");
        var limits = await TradingCommand.Run("backtest", "run", "--strategy", "momentum", "--tape", tape, "--limits", "none.json");
        Assert.Equal((ExitCode.BadInput, "error: --limits none.json: there is no such file.\n"), (limits.Exit, limits.Error));
        var twice = await TradingCommand.Run(
            "backtest", "run", "--strategy", "momentum", "--tape", tape, "--execution", "ideal", "--execution", "realistic");
        Assert.Equal(ExitCode.Usage, twice.Exit);
        Assert.Contains("--execution is given once", twice.Error);
    }

    private static DelayDistribution Delay(Result<DelayDistribution, DelayError> made) =>
        made.TryGet(out var delay, out var error) ? delay : throw new InvalidOperationException($"{error}");

    private static Money Amount(string text) => Money.Parse(text).TryGet(out var amount, out _) ? amount : throw new FormatException(text);

    /// <summary>The limits with another value of a property, where it is an amount or a number.</summary>
    private static RiskLimits With(RiskLimits limits, PropertyInfo property)
    {
        object other = property.GetValue(limits) switch
        {
            Money amount => amount - Amount("0.5"),
            int number => number - 1,
            long number => number - 1,
            var value => value ?? throw new InvalidOperationException($"{property.Name} has no value to begin with"),
        };
        var copy = limits with { };
        property.SetValue(copy, other);
        return copy;
    }

    private ExecutionConfig? Read(string text) => SettingsFiles.Execution.Read(Write(text)).TryGet(out var config, out _) ? config : null;

    private string Write(string text)
    {
        var file = _folder.File($"{Guid.NewGuid():N}.json");
        File.WriteAllText(file, text);
        return file;
    }
}
