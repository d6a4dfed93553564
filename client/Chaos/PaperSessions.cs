using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Orleans;
using Trading.Backtest;
using Trading.Client.Backtest.Markets;
using Trading.Client.Paper;
using Trading.Desk;
using Trading.Exchange;
using Trading.Model;
using Trading.Silo;
using Trading.Strategy;

namespace Trading.Client.Chaos;

/// <summary>A paper session of a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="BeganMs">When, from the load's begin.</param>
/// <param name="LastedMs">Until its end was seen.</param>
/// <param name="Rounds">Its rounds.</param>
/// <param name="Orders">Orders that its strategies sent.</param>
/// <param name="Fills">Their fills.</param>
/// <param name="IsEqual">Whether it ended in the hashes and amounts of the backtest.</param>
internal sealed record PlayedSession(string Name, double BeganMs, double LastedMs, long Rounds, long Orders, long Fills, bool IsEqual);

/// <summary>
/// Strategies that trade on the silos beside the books: paper sessions one after another, each with a seed of its own. Whatever is
/// done to the silos meanwhile, a session must end in the hashes and amounts of a backtest in this process.
/// </summary>
/// <param name="grains">Finds their grains.</param>
/// <param name="clock">The load's.</param>
/// <param name="tapeSeconds">How long the tape of each of them is.</param>
/// <param name="speed">Event time per wall time; 0 for as fast as it goes.</param>
internal sealed class PaperSessions(IGrainFactory grains, LoadClock clock, int tapeSeconds, int speed)
{
    private const string TapeName = "sessions.rpl";
    private const long RoundNs = 200_000_000;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly string[] Strategies = ["market-making", "book-imbalance", "momentum:fast=2,slow=6,bar=1s"];

    private readonly SessionHost _host = SessionHosts.Create(StrategyCatalog.Standard, []);
    private readonly List<PlayedSession> _played = [];
    private readonly List<string> _problems = [];

    /// <summary>The sessions that came to their end.</summary>
    public IReadOnlyList<PlayedSession> Played => _played;

    /// <summary>What did not go as it must.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Plays sessions while one more fits into the run, and sees the last one through.</summary>
    /// <param name="seed">The tape is drawn from it, and with their numbers the sessions.</param>
    /// <param name="folder">Where the silos find tapes.</param>
    /// <param name="untilMs">The run's end, in ms of the load's clock.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task RunAsync(ulong seed, string folder, double untilMs, CancellationToken cancellation)
    {
        var made = await TapeAsync(seed, Path.Combine(folder, TapeName), cancellation);
        if (!made.TryGet(out var recipe, out var refusal))
        {
            _problems.Add($"the sessions' tape cannot be made: {refusal}");
            return;
        }

        using var still = new ProgressLine(Silent(TextWriter.Null), "tape");
        if (!PaperTape.Read(Path.Combine(folder, TapeName), recipe, still, cancellation).TryGet(out var tape, out refusal))
        {
            _problems.Add($"the sessions' tape cannot be read: {refusal}");
            return;
        }

        var length = TimeSpan.FromSeconds(speed == 0 ? 0 : (double)tapeSeconds / speed).TotalMilliseconds;
        recipe.Progress = null;
        do
        {
            var number = _played.Count + 1;
            var problem = await PlayAsync($"chaos-{number}", HeaderOf(recipe, tape, seed + (ulong)number), recipe, tape, untilMs, cancellation);
            if (problem is null) continue;
            _problems.Add($"session chaos-{number} {problem}");
            return;
        }
        while (clock.NowMs + length < untilMs);
    }

    private async Task<Result<TapeRecipe, string>> TapeAsync(ulong seed, string path, CancellationToken cancellation)
    {
        var said = new StringWriter();
        string[] words =
        [
            "sim", "run", "--seed", $"{seed}", "--duration", $"{tapeSeconds}s", "--symbols", "BTC-USDT,ETH-USDT", "--rate", "20",
            "--out", path, "--json",
        ];
        return await CommandLine.RunAsync(words, Silent(said), cancellation) == ExitCode.Ok
            ? TapeRecipe.Create(path, cancellation)
            : said.ToString();
    }

    private SessionHeader HeaderOf(TapeRecipe recipe, PaperTape tape, ulong seed) => new(
        new DeskConfig
        {
            Seed = seed,
            Listings = recipe.Names.Listings,
            Agents = recipe.Names.Agents,
            Strategies = [.. Array.ConvertAll(Strategies, text => new StrategySetup(text.Split(':')[0], text))],
            ReportingAsset = recipe.Names.Listings[0].Pair.Quote,
            Execution = ExecutionConfig.Realistic,
        },
        _host.Build,
        tape.Name,
        tape.Sha256,
        [],
        speed == 0 ? long.MaxValue : speed * RoundNs,
        speed);

    /// <returns>Null, or what did not go as it must.</returns>
    private async Task<string?> PlayAsync(
        string name, SessionHeader header, TapeRecipe recipe, PaperTape tape, double untilMs, CancellationToken cancellation)
    {
        using var market = recipe.Open(cancellation);
        if (!BacktestRun.Create(header.Config, StrategyCatalog.Standard, market).TryGet(out var backtest, out var error)) return $"{error}";
        var (expected, began) = (backtest.Run(), clock.NowMs);
        var playing = new SessionPlay(new PaperSession(grains, name, header), header, _host);
        while (clock.NowMs < untilMs + Patience.TotalMilliseconds)
        {
            await playing.GoOnAsync();
            if (playing.Problem is { } problem) return problem;
            if (playing.IsDone && await playing.ResultAsync(tape) is { } result)
            {
                var isEqual = result == expected;
                _played.Add(new PlayedSession(
                    name, Math.Round(began), Math.Round(clock.NowMs - began), playing.Rounds, result.Orders, result.Fills, isEqual));
                return isEqual ? null : $"ended otherwise than the backtest: {result} instead of {expected}";
            }

            await Task.Delay(Period, cancellation);
        }

        return $"did not come to its end; it is in round {playing.Rounds}: {playing.Hindrance}";
    }

    private static Terminal Silent(TextWriter error) => new(TextWriter.Null, error, isInteractive: false, useColor: false);
}
