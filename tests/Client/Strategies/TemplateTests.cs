using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Trading.Client.Strategies;
using Trading.Model;
using Trading.Strategy;
using Xunit;

namespace Trading.Client.Tests.Strategies;

/// <summary>The template project is copied, built and loaded, as docs/templates/strategy/README.md says.</summary>
public sealed class TemplateTests
{
    private const string Clock = """
        namespace MyStrategies;
        public static class Clock { public static System.DateTime Now() => System.DateTime.UtcNow; }
        """;

    [Fact]
    public async Task A_copy_builds_the_same_assembly_everywhere_and_its_strategy_is_found_by_name()
    {
        using var first = new TemplateFolder();
        using var second = new TemplateFolder();
        await Build(first, $"-p:TradingRoot={Repository.Root}");
        await Build(second, $"-p:TradingEngineDll={typeof(IStrategy).Assembly.Location}");
        var bytes = await File.ReadAllBytesAsync(first.Assembly, TestContext.Current.CancellationToken);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(second.Assembly, TestContext.Current.CancellationToken));

        Assert.True(StrategyAssemblies.Load(first.Assembly, StrategyCatalog.Standard).TryGet(out var loaded, out var error), $"{error}");
        Assert.Equal(["breakout"], loaded.Names);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), loaded.Sha256);
        Assert.True(loaded.Catalog.Create("breakout:period=5", [Instrument()]).TryGet(out var created, out _));
        Assert.Equal("breakout:quantity=0.01,period=5,bar=1s", created.Values.ToString());
        Assert.False(loaded.Catalog.Create("breakout:period=1", [Instrument()]).TryGet(out _, out var refusal));
        Assert.Equal("breakout: period=1: OutOfRange; 2 to 10000", refusal.ToString());
    }

    [Fact]
    public async Task The_files_of_the_tutorial_build_and_make_its_strategy()
    {
        using var folder = new TemplateFolder();
        var tutorial = await File.ReadAllTextAsync(Repository.File("docs/TUTORIAL.md"), TestContext.Current.CancellationToken);
        foreach (Match file in Regex.Matches(tutorial, @"```csharp\n// (\w+\.cs)\n(.*?)```", RegexOptions.Singleline))
        {
            folder.Write(file.Groups[1].Value, file.Groups[2].Value);
        }

        await Build(folder, $"-p:TradingEngineDll={typeof(IStrategy).Assembly.Location}");
        Assert.True(StrategyAssemblies.Load(folder.Assembly, StrategyCatalog.Standard).TryGet(out var loaded, out var error), $"{error}");
        Assert.Equal(["breakout", "dip"], loaded.Names);
        Assert.True(loaded.Catalog.Create("dip:depth=8", [Instrument()]).TryGet(out _, out _));
        Assert.False(loaded.Catalog.Create("dip:depth=0", [Instrument()]).TryGet(out _, out var refusal));
        Assert.Contains($"`{refusal}`", tutorial);
    }

    [Fact]
    public async Task A_clock_fails_the_build_with_the_reason()
    {
        using var folder = new TemplateFolder();
        folder.Write("Clock.cs", Clock);
        var (exit, output) = await folder.BuildAsync(
            $"-p:TradingEngineDll={typeof(IStrategy).Assembly.Location}", TestContext.Current.CancellationToken);
        Assert.NotEqual(0, exit);
        Assert.Contains("error RS0030", output);
        var tutorial = await File.ReadAllTextAsync(Repository.File("docs/TUTORIAL.md"), TestContext.Current.CancellationToken);
        var line = Regex.Match(tutorial, @"^error RS0030: .*$", RegexOptions.Multiline).Value;
        Assert.Contains(line, output);
        Assert.Contains("The time is context.TimeNs", line);
    }

    [Fact]
    public void What_the_engine_may_not_call_a_strategy_may_not_call_either() =>
        Assert.Equal(Symbols("engine/BannedSymbols.txt"), Symbols("docs/templates/strategy/BannedSymbols.txt"));

    private static string[] Symbols(string path) => [.. File.ReadLines(Repository.File(path)).Select(line => line.Split(';')[0])];

    private static async Task Build(TemplateFolder folder, string property)
    {
        var (exit, output) = await folder.BuildAsync(property, TestContext.Current.CancellationToken);
        Assert.True(exit == 0, output);
    }

    private static Instrument Instrument()
    {
        Assert.True(InstrumentId.Parse("sim:BTC-USDT").TryGet(out var id, out _));
        var made = Trading.Model.Instrument.Create(
            id, InstrumentKind.Spot, 2, 5, new Price(1), new Quantity(1), new Quantity(1), new Quantity(1_000_000_000), Notional.Zero);
        Assert.True(made.TryGet(out var instrument, out _));
        return instrument;
    }
}
