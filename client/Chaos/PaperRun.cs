using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Trading.Client.ScaleOut;
using Trading.Journal.Processes;
using Trading.Model;

namespace Trading.Client.Chaos;

/// <summary>
/// A paper session in a process of its own that is killed with SIGKILL and resumed, again and again; some of its lives get market
/// data with losses. At the end it must say what a backtest of the same tape says, word by word.
/// </summary>
internal sealed class PaperRun
{
    private const int JournalsOfASession = 6;

    /// <summary>Refuses all for 4 s at a drawn moment of every 10 s of the market, which are one second of a life.</summary>
    private const string Outages = /*lang=json*/ """{ "outages": { "everyNs": 10000000000, "lengthNs": 4000000000 } }""";

    /// <summary>Part of what a session is: the same each time that it is resumed.</summary>
    private static readonly string[] Speed = ["--speed", "10x"];

    private const int TapeSecondsPerSecond = 5;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    private readonly string _folder;
    private readonly string[] _desk;
    private readonly bool _hasLoss;
    private readonly Action<string> _tell;
    private readonly List<FaultRecord> _faults = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _refused;

    private PaperRun(string folder, ChaosPlan plan, Action<string> tell)
    {
        (_folder, _tell) = (folder, tell);
        _hasLoss = plan.Faults.Any(fault => fault.Fault == ChaosFault.MarketLoss);
        _desk = ["--tape", Tape, "--strategy", "market-making", "--strategy", "book-imbalance", "--seed", $"{plan.Seed}", "--json"];
        if (plan.Faults.All(fault => fault.Fault != ChaosFault.VenueDown)) return;
        var execution = Path.Combine(folder, "outages.json");
        File.WriteAllText(execution, Outages);
        _desk = [.. _desk, "--execution", execution];
    }

    /// <summary>What can be done to a session.</summary>
    public static IReadOnlyList<ChaosFault> Faults { get; } = [ChaosFault.PaperKill, ChaosFault.MarketLoss, ChaosFault.VenueDown];

    private string Tape => Path.Combine(_folder, "tape.rpl");

    private string Data => Path.Combine(_folder, "data");

    private static string Program => Path.Combine(AppContext.BaseDirectory, "trading");

    /// <summary>Runs the plan.</summary>
    public static async Task<Result<ChaosResult, string>> RunAsync(ChaosPlan plan, Action<string> tell, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("trading-chaos-paper-").FullName;
        try
        {
            return await new PaperRun(folder, plan, tell).KillAndCompareAsync(plan, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<Result<ChaosResult, string>> KillAndCompareAsync(ChaosPlan plan, CancellationToken cancellation)
    {
        string[] tape = ["sim", "run", "--seed", $"{plan.Seed}", "--duration", $"{plan.Seconds * TapeSecondsPerSecond}s"];
        var made = await SayAsync([.. tape, "--symbols", "BTC-USDT,ETH-USDT", "--rate", "20", "--out", Tape, "--json"], cancellation);
        if (made.Exit != ExitCode.Ok) return $"the tape cannot be made: {made.Text}{made.Said}";
        var expected = await SayAsync(["backtest", "run", .. _desk], cancellation);
        if (expected.Exit != ExitCode.Ok) return $"the backtest does not run: {expected.Text}{expected.Said}";
        _refused = JsonDocument.Parse(expected.Text).RootElement.GetProperty("refused").GetInt64();
        var pauses = SeededRandom.Create(plan.Seed, "chaos/paper");
        foreach (var fault in plan.Faults)
        {
            _tell($"{ChaosFaults.NameOf(fault.Fault)}, {fault.Number} of {plan.Faults.Count}");
            var drawn = (int)pauses.Between(100, 1_500);
            await KillAsync(fault, fault.LastsMs == 0 ? drawn : fault.LastsMs, cancellation);
        }

        var resumed = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(EndLimit);
        string[] lossy = _hasLoss ? ["--lossy", $"{plan.Seed}"] : [];
        var ended = await SayAsync([.. PaperWords(isResumed: true), "--silos", "2", .. lossy], limit.Token);
        var verdict = new ChaosVerdict { HashesEqual = ended.Text == expected.Text };
        if (ended.Exit != ExitCode.Ok) verdict.Add($"the session ended with exit code {ended.Exit}: {ended.Text}{ended.Said}");
        else if (!verdict.HashesEqual) verdict.Add("the session does not end in the words of the backtest", [expected.Text, ended.Text]);
        return new ChaosResult
        {
            Profile = "paper",
            Seed = plan.Seed,
            Seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds,
            Planned = plan.Faults.Count,
            AcknowledgedMin = 0,
            Faults = _faults,
            Verdict = verdict,
            Figures = new Dictionary<string, object>
            {
                ["lastResumeToEndMs"] = Math.Round(Stopwatch.GetElapsedTime(resumed).TotalMilliseconds),
                ["sameWordsAsTheBacktest"] = verdict.HashesEqual,
                ["refusedByTheVenue"] = _refused,
                ["marketData"] = ended.Said.Split('\n').FirstOrDefault(line => line.Contains("dropped", StringComparison.Ordinal)) ?? "whole",
            },
        };
    }

    /// <summary>Starts or resumes the session, lets it play until its journals have grown, a drawn while more, and kills it.</summary>
    private async Task KillAsync(PlannedFault fault, int pauseMs, CancellationToken cancellation)
    {
        var (before, began) = (JournalBytes(), Stopwatch.GetTimestamp());
        string? last = null;
        string[] lossy = fault.Fault == ChaosFault.MarketLoss ? ["--lossy", $"{fault.Draw}"] : [];
        using var session = SupervisedProcess.Start(
            Program, [.. PaperWords(isResumed: fault.Number > 1), .. lossy], _folder, line: line => last = line);
        if (session is null) return;
        // A process that has journaled under a new epoch has recovered: its first write makes a segment of its own.
        while (!session.HasExited && !HasPlayed(before) && Stopwatch.GetElapsedTime(began) < StartLimit) await Task.Delay(Poll, cancellation);
        var recovered = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        await Task.Delay(pauseMs, cancellation);
        var wasRunning = !session.HasExited && session.IdOf("trading") is not null;
        session.Send(PosixSignals.Kill);
        await session.WaitAsync(cancellation);
        _faults.Add(new FaultRecord(
            ChaosFaults.NameOf(fault.Fault),
            fault.On,
            Math.Round(Stopwatch.GetElapsedTime(_start).TotalMilliseconds),
            fault.LastsMs,
            Math.Round(recovered),
            wasRunning && (fault.Fault != ChaosFault.VenueDown || _refused > 0),
            wasRunning ? Evidence(fault.Fault, pauseMs) : $"the session had ended by itself: {last}"));
    }

    private string Evidence(ChaosFault fault, int pauseMs) => $"killed {pauseMs} ms after it had begun to journal" + fault switch
    {
        ChaosFault.MarketLoss => ", with market data dropped, repeated and reordered",
        ChaosFault.VenueDown => $"; {_refused} messages are refused in the backtest",
        _ => "",
    };

    private bool HasPlayed(long before) =>
        JournalBytes() > before && Directory.GetDirectories(Path.Combine(Data, "journal", "nodes")).Length >= JournalsOfASession;

    private long JournalBytes()
    {
        var nodes = new DirectoryInfo(Path.Combine(Data, "journal", "nodes"));
        long bytes = 0;
        if (!nodes.Exists) return bytes;
        foreach (var file in nodes.EnumerateFiles("*.seg", SearchOption.AllDirectories)) bytes += file.Length;
        return bytes;
    }

    private string[] PaperWords(bool isResumed)
    {
        string[] words = ["paper", "run", .. _desk, .. Speed, "--data-dir", Data, "--gateway-port", $"{TrialCluster.FreePorts(1)[0]}"];
        return isResumed ? [.. words, "--resume"] : words;
    }

    /// <summary>A command in a process of its own, what it writes to its output, and what it says beside it.</summary>
    private async Task<(int Exit, string Text, string Said)> SayAsync(string[] words, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Program, words)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        using var process = Process.Start(start) ?? throw new IOException("a process cannot be started");
        try
        {
            var error = process.StandardError.ReadToEndAsync(cancellation);
            var text = await process.StandardOutput.ReadToEndAsync(cancellation);
            var said = await error;
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, text, said);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
