using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Trading.Client.Tests.Tape;
using Xunit;

namespace Trading.Client.Tests.Sim;

/// <summary>The built program in processes of its own: what only a real process can show.</summary>
public sealed class ProcessTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "trading.dll");

    [Fact]
    public async Task Culture_time_zone_and_folder_change_no_byte()
    {
        using var folder = new TestFolder();
        var plain = await Tape(folder, "plain", "7", [("LC_ALL", "C"), ("TZ", "UTC")]);
        var german = await Tape(folder, "german", "7",
        [
            ("LANG", "de_DE.UTF-8"), ("LC_ALL", "de_DE.UTF-8"), ("TZ", "Pacific/Auckland"),
            ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "0"),
        ]);
        var turkish = await Tape(folder, "turkish", "7", [("LC_ALL", "tr_TR.UTF-8"), ("TZ", "America/St_Johns")]);
        Assert.Equal(plain, german);
        Assert.Equal(plain, turkish);
        var other = await Tape(folder, "other", "8", [("LC_ALL", "C"), ("TZ", "UTC")]);
        Assert.NotEqual(plain.Report, other.Report);
        Assert.NotEqual(plain.Tape, other.Tape);
    }

    [Fact]
    public async Task A_backtests_page_and_files_are_the_same_bytes_in_every_process()
    {
        using var folder = new TestFolder();
        var plain = await Backtest(folder, "plain", [("LC_ALL", "C"), ("TZ", "UTC")]);
        var german = await Backtest(folder, "german",
        [
            ("LANG", "de_DE.UTF-8"), ("LC_ALL", "de_DE.UTF-8"), ("TZ", "Pacific/Auckland"),
            ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "0"),
        ]);
        Assert.Equal(plain, german);
        Assert.All(plain, file => Assert.True(file.Length > 1_000));
    }

    [Fact]
    public async Task Redirected_output_has_no_escape_codes_with_and_without_NO_COLOR()
    {
        foreach (var noColor in new[] { "", "1" })
        {
            var run = await Start(
                Path.GetDirectoryName(SampleTape.Path) ?? "",
                [("NO_COLOR", noColor), ("TERM", "xterm-256color"), ("COLORTERM", "truecolor")],
                "tape", "summary", "sample.rpl");
            Assert.Equal(ExitCode.Ok, run.Exit);
            Assert.StartsWith("tape         sample.rpl\n", run.Out);
            Assert.DoesNotContain('\e', run.Out + run.Error);
        }
    }

    [Theory]
    [InlineData(ExitCode.Ok, "sim", "run", "--events", "10")]
    [InlineData(ExitCode.CheckFailed, "tape", "verify", "sample.rpl", "--expect-hash", "0")]
    [InlineData(ExitCode.Usage, "sim", "run", "--regimes", "mild:3s")]
    [InlineData(ExitCode.BadInput, "sim", "run", "--config", "sample.rpl")]
    [InlineData(ExitCode.Environment, "sim", "run", "--resume", "there-is-no-such-file.snap")]
    public async Task A_process_ends_with_its_exit_code(int exit, params string[] args)
    {
        var run = await Start(Path.GetDirectoryName(SampleTape.Path) ?? "", [], args);
        Assert.Equal(exit, run.Exit);
        Assert.Equal(exit == ExitCode.Ok, run.Error.Length == 0);
        Assert.DoesNotContain("   at ", run.Error);
    }

    /// <summary>A run in a folder of its own: what it printed, and its tape in hexadecimal.</summary>
    private static async Task<(string Report, string Tape)> Tape(
        TestFolder folder, string name, string seed, (string Name, string Value)[] environment)
    {
        var place = Directory.CreateDirectory(folder.File(name)).FullName;
        var run = await Start(
            place, environment, "sim", "run", "--seed", seed, "--events", "2000", "--out", "t.rpl.zst");
        Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
        var tape = Path.Combine(place, "t.rpl.zst");
        var bytes = await File.ReadAllBytesAsync(tape, TestContext.Current.CancellationToken);
        return (run.Out, Convert.ToHexString(bytes));
    }

    /// <summary>A backtest in a folder of its own: what it printed, and its files in hexadecimal.</summary>
    private static async Task<string[]> Backtest(TestFolder folder, string name, (string Name, string Value)[] environment)
    {
        var place = Directory.CreateDirectory(folder.File(name)).FullName;
        var tape = Repository.File("docs/traces/cancel-storm.rpl.zst");
        var run = await Start(
            place,
            environment,
            "backtest", "run", "--tape", tape, "--strategy", "market-making:k=20", "--json",
            "--html", "page.html", "--fills", "fills.parquet", "--equity", "equity.csv");
        Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
        var files = new List<string> { run.Out };
        foreach (var file in (string[])["page.html", "fills.parquet", "equity.csv"])
        {
            files.Add(Convert.ToHexString(await File.ReadAllBytesAsync(Path.Combine(place, file), TestContext.Current.CancellationToken)));
        }

        return [.. files];
    }

    private static async Task<TradingCommand> Start(
        string folder, IEnumerable<(string Name, string Value)> environment, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. args])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start.");
        var cancellation = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new TradingCommand(process.ExitCode, await output, await error);
    }
}
