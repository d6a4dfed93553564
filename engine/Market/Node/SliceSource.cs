using System.Globalization;
using Trading.Model;

namespace Trading.Market;

/// <summary>A feed's play among a market's sources: <c>feed/3/binance-spot:BTCUSDT</c>. Its slices are numbered by the play.</summary>
/// <param name="Play">The play.</param>
/// <param name="Instrument">The venue's instrument.</param>
public readonly record struct SliceSource(ulong Play, InstrumentId Instrument)
{
    private const string Prefix = "feed/";

    /// <summary>Reads a name.</summary>
    /// <returns>False when it is not a feed's.</returns>
    public static bool TryParse(string name, out SliceSource source)
    {
        source = default;
        if (!name.StartsWith(Prefix, System.StringComparison.Ordinal)) return false;
        var slash = name.IndexOf('/', Prefix.Length);
        if (slash < 0 || !ulong.TryParse(name[Prefix.Length..slash], NumberStyles.None, null, out var play)) return false;
        if (play == 0 || !InstrumentId.Parse(name[(slash + 1)..]).TryGet(out var instrument, out _)) return false;
        source = new SliceSource(play, instrument);
        // One spelling, or one play would have two counts.
        return source.ToString() == name;
    }

    /// <summary>The name.</summary>
    public override string ToString() => $"{Prefix}{Play}/{Instrument}";
}
