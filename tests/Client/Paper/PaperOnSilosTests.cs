using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using Trading.Client.Cluster;
using Trading.Client.ScaleOut;
using Trading.Client.Tests.Tape;
using Trading.Journal.Processes;
using Trading.Silo;
using Xunit;

namespace Trading.Client.Tests.Paper;

/// <summary><c>trading paper run --connect</c>: sessions on silos that run already, in processes of their own over PostgreSQL.</summary>
public sealed class PaperOnSilosTests : IDisposable
{
    private static readonly string[] Strategies = ["--strategy", "market-making", "--strategy", "book-imbalance"];
    private const string Session = "on-silos";
    private const int Attempts = 1_200;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly TestFolder _folder = new();

    private static string Program => Path.Combine(AppContext.BaseDirectory, "trading.dll");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_session_whose_silo_is_killed_in_the_middle_ends_in_the_words_of_the_backtest()
    {
        Assert.True((await TrialCluster.StartAsync(2, Stop)).TryGet(out var cluster, out var wrong), wrong);
        await using var owned = cluster;
        string[] desk = ["--tape", await TapeAsync(cluster.Folder), .. Strategies, "--json"];
        var expected = await TradingCommand.Run(["backtest", "run", .. desk]);
        string[] there = ["--cluster-id", TrialCluster.ClusterId, .. cluster.Silos.SelectMany(silo => new[] { "--connect", $"{silo.GatewayPort}" })];
        var playing = TradingCommand.Run(["paper", "run", .. desk, .. Data(), .. there, "--session", Session, "--speed", "10x"]);
        var (dying, staying) = (cluster.Silos[0], cluster.Silos[1]);
        var before = await RoundAsync(staying, round => round > 20);
        dying.Send(PosixSignals.Kill);
        Assert.True(await dying.WaitAsync(TimeSpan.FromSeconds(30), Stop));
        Assert.False(playing.IsCompleted, "the session ended before its silo was killed");
        var after = await RoundAsync(staying, round => round > before);
        Assert.True(after > before);
        var run = await playing;
        Assert.Equal((ExitCode.Ok, expected.Out), (run.Exit, run.Out));

        // The cluster knows the session now, whoever asks.
        string[] once = ["paper", "run", .. desk, "--data-dir", _folder.File("elsewhere"), .. there, "--session", Session];
        var again = await TradingCommand.Run(once);
        Assert.Equal(ExitCode.Usage, again.Exit);
        Assert.Contains("the cluster has it already", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_whose_only_silo_is_started_again_goes_on_and_ends_though_nobody_asks()
    {
        var folder = Directory.CreateDirectory(_folder.File("silo")).FullName;
        var tape = await TapeAsync(folder);
        string[] desk = ["--tape", tape, .. Strategies, "--json"];
        var expected = await TradingCommand.Run(["backtest", "run", .. desk]);
        string[] words;
        using (var first = await OnFilesAsync(1, folder))
        {
            words = ["paper", "run", .. desk, .. Data(), "--session", Session, "--speed", "20x", "--cluster-id", TrialCluster.ClusterId];
            using var playing = Process.Start("dotnet", [Program, .. words, "--connect", $"{first.GatewayPort}"]);
            await RoundAsync(first, round => round > 20);
            playing.Kill();
            await playing.WaitForExitAsync(Stop);
            first.Send(PosixSignals.Kill);
            Assert.True(await first.WaitAsync(TimeSpan.FromSeconds(30), Stop));
        }

        Assert.Equal(1, Reminders(folder));
        using var changed = new SemaphoreSlim(0);
        using var watcher = new FileSystemWatcher(folder, "config.db*");
        watcher.Changed += (_, _) => changed.Release();
        watcher.EnableRaisingEvents = true;
        using var second = await OnFilesAsync(2, folder);
        // Its end takes the reminder away: until then nobody asks for anything.
        while (Reminders(folder) != 0) Assert.True(await changed.WaitAsync(Patience, Stop), "the session does not end");

        var run = await TradingCommand.Run([.. words, "--connect", $"{second.GatewayPort}", "--resume"]);
        Assert.Equal((ExitCode.Ok, expected.Out), (run.Exit, run.Out));
    }

    [Fact]
    public async Task Silos_that_lack_the_tape_or_have_another_one_or_drop_their_history_refuse_by_name()
    {
        var (tapes, own) = (Directory.CreateDirectory(_folder.File("silo")).FullName, Directory.CreateDirectory(_folder.File("own")).FullName);
        var tape = await TapeAsync(own);
        await using (var memory = await SiloAsync(tapes, StoreKind.Memory))
        {
            await RefusedAsync(memory, tape, "one", "UnknownTape");
            await File.WriteAllBytesAsync(Path.Combine(tapes, Path.GetFileName(tape)), [1, 2, 3], Stop);
            await RefusedAsync(memory, tape, "two", "OtherTape");
            File.Copy(tape, Path.Combine(tapes, Path.GetFileName(tape)), overwrite: true);
            var run = await TradingCommand.Run(Words(memory, tape, "three"));
            Assert.Equal(ExitCode.Ok, run.Exit);
        }

        await using var files = await SiloAsync(tapes, StoreKind.File);
        await RefusedAsync(files, tape, "four", "DropsHistory");
    }

    [Theory]
    [InlineData("--connect: the silos run already", "--connect", "30000", "--silos", "2")]
    [InlineData("--connect: the silos run already", "--connect", "30000", "--gateway-port", "30001")]
    [InlineData("--connect: use ports from 1 to 65535", "--connect", "70000")]
    public async Task Flags_that_do_not_go_together_are_refused(string why, params string[] flags)
    {
        var run = await TradingCommand.Run(["paper", "run", "--tape", await TapeAsync(_folder.File("")), .. Strategies, .. Data(), .. flags]);
        Assert.Equal((ExitCode.Usage, ""), (run.Exit, run.Out));
        Assert.Contains(why, run.Error, StringComparison.Ordinal);
    }

    private static async Task<TrialSilo> OnFilesAsync(int number, string folder)
    {
        Assert.True((await TrialSilo.StartOnFilesAsync(number, TrialCluster.FreePorts(3), folder, Stop)).TryGet(out var silo, out var error), error);
        return silo;
    }

    /// <summary>The reminders that a silo on files keeps in its folder.</summary>
    private static long Reminders(string folder)
    {
        var address = new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "config.db"), Pooling = false }.ConnectionString;
        using var connection = new SqliteConnection(address);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from reminder";
        return (long)(command.ExecuteScalar() ?? -1L);
    }

    private static async Task<EmbeddedSilo> SiloAsync(string folder, StoreKind store)
    {
        Assert.True((await EmbeddedSilo.StartAsync(folder, store, Stop)).TryGet(out var silo, out var error), error);
        return silo;
    }

    private async Task RefusedAsync(EmbeddedSilo silo, string tape, string session, string why)
    {
        var run = await TradingCommand.Run(Words(silo, tape, session));
        Assert.Equal((ExitCode.BadInput, ""), (run.Exit, run.Out));
        Assert.Contains($"the session is refused: {why}", run.Error, StringComparison.Ordinal);
        // Nothing was recorded: the cluster does not know it.
        string[] status = ["operator", "status", "--gateway-port", $"{silo.GatewayPort}", "--cluster-id", EmbeddedSilo.ClusterId, "--session", session];
        Assert.Equal(ExitCode.BadInput, (await TradingCommand.Run(status)).Exit);
    }

    private string[] Words(EmbeddedSilo silo, string tape, string session) =>
    [
        "paper", "run", "--tape", tape, .. Strategies, .. Data(), "--session", session,
        "--connect", $"{silo.GatewayPort}", "--cluster-id", EmbeddedSilo.ClusterId, "--json",
    ];

    private static async Task<string> TapeAsync(string folder)
    {
        var tape = Path.Combine(folder, "two.rpl");
        string[] words = ["sim", "run", "--seed", "5", "--duration", "60s", "--symbols", "BTC-USDT,ETH-USDT", "--rate", "20", "--out", tape, "--json"];
        Assert.Equal(ExitCode.Ok, (await TradingCommand.Run(words)).Exit);
        return tape;
    }

    /// <summary>The session's round as operators see it over one silo, once it is as far as asked.</summary>
    private static async Task<long> RoundAsync(TrialSilo silo, Func<long, bool> isReached)
    {
        string[] words = ["operator", "status", "--gateway-port", $"{silo.GatewayPort}", "--cluster-id", TrialCluster.ClusterId, "--session", Session, "--json"];
        for (var attempt = 0; ; attempt++)
        {
            Assert.True(attempt < Attempts, "the session does not get on");
            var status = await TradingCommand.Run(words);
            if (status.Exit == ExitCode.Ok && JsonDocument.Parse(status.Out).RootElement.GetProperty("round").GetInt64() is var round && isReached(round))
            {
                return round;
            }
        }
    }

    private string[] Data() => ["--data-dir", _folder.File("data")];
}
