using System;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Trading.Client.Backtest.Markets;
using Trading.Grains;
using Trading.Model;
using Trading.Silo;

namespace Trading.Client.Paper;

/// <summary>The one tape of a paper session: read through once before anything begins, then played by the session's feeds.</summary>
internal sealed class PaperTape : ITapeSource
{
    private readonly string _path;

    private PaperTape(string path, MarketNames names, string sha256, long events, (long FirstNs, long LastNs) span) =>
        (_path, Names, Sha256, Events, Span) = (path, names, sha256, events, span);

    /// <summary>The name under which feeds ask for it.</summary>
    public string Name => Path.GetFileName(_path);

    /// <summary>The market that it names.</summary>
    public MarketNames Names { get; }

    /// <summary>The SHA-256 of the file in hexadecimal text.</summary>
    public string Sha256 { get; }

    /// <summary>Its events.</summary>
    public long Events { get; }

    /// <summary>When the first and the last of them take effect, UNIX nanoseconds.</summary>
    public (long FirstNs, long LastNs) Span { get; }

    /// <summary>Reads a tape through.</summary>
    /// <returns>The tape, or why it cannot be traded, in one line.</returns>
    public static Result<PaperTape, string> Read(string path, TapeRecipe recipe, ProgressLine progress, CancellationToken stop)
    {
        recipe.Progress = progress;
        using var market = recipe.Open(stop);
        var (events, firstNs, lastNs) = (0L, 0L, 0L);
        while (market.TryNext())
        {
            lastNs = Math.Max(lastNs, market.Event.TimeNs);
            if (events++ == 0) firstNs = lastNs;
        }

        if (market.Failure is { } failure) return failure;
        if (events == 0) return $"{Path.GetFileName(path)}: the tape has no event.";
        using var file = File.OpenRead(path);
        return new PaperTape(path, recipe.Names, Convert.ToHexStringLower(SHA256.HashData(file)), events, (firstNs, lastNs));
    }

    /// <inheritdoc/>
    public Task<Result<Stream, TapeRefusal>> OpenAsync(string name, string sha256) => name == Name
        ? TapeFile.OpenAsync(_path, sha256)
        : Task.FromResult<Result<Stream, TapeRefusal>>(TapeRefusal.Unknown);
}
