using System.IO;
using System.Threading;
using Trading.Client.Tape;
using Trading.Model;

namespace Trading.Client.Backtest.Markets;

/// <summary>A recorded or simulated market in a file.</summary>
internal sealed class TapeRecipe : IMarketRecipe
{
    private readonly string _path;

    private TapeRecipe(string path, MarketNames names) => (_path, Names) = (path, names);

    /// <inheritdoc/>
    public MarketNames Names { get; }

    /// <summary>The file's name, without its folder.</summary>
    public string Name => Path.GetFileName(_path);

    /// <summary>Shows how far reading is; only for a tape that is played once at a time.</summary>
    public ProgressLine? Progress { get; set; }

    /// <summary>Looks at a tape's header.</summary>
    /// <returns>The market, or why it cannot be traded, in one line.</returns>
    public static Result<TapeRecipe, string> Create(string path, CancellationToken stop)
    {
        if (!File.Exists(path)) return $"--tape {path}: there is no such file.";
        using var source = TapeSource.Open(path, isLenient: false, stop);
        if (source.Failure is { } failure || source.Decoder.Header is not { } header) return source.Failure ?? path;
        if (!TapeMarket.ListingsOf(header).TryGet(out var listings, out var unknown))
        {
            return $"{source.Name}: the assets of {unknown} cannot be told from its symbol.";
        }

        if (listings.IsEmpty) return $"{source.Name}: the tape has no instrument.";
        return new TapeRecipe(path, new MarketNames(listings, header.Agents));
    }

    /// <inheritdoc/>
    public IOpenMarket Open(CancellationToken stop)
    {
        var source = TapeSource.Open(_path, isLenient: false, stop);
        source.Progress = Progress;
        return new TapeMarket(source);
    }
}
