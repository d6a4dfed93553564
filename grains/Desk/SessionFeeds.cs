using System.Linq;
using System.Threading.Tasks;
using Orleans;
using Trading.Desk;
using Trading.GrainInterfaces;

namespace Trading.Grains;

/// <summary>The feeds and markets of a session.</summary>
/// <param name="grains">Finds them.</param>
/// <param name="session">The session's name.</param>
internal sealed class SessionFeeds(IGrainFactory grains, string session)
{
    /// <summary>Begins to play what does not play yet.</summary>
    /// <returns>Null when all feeds play, or why the first that does not is no good for the session; the code is NotOpened where another
    /// attempt may help.</returns>
    public async Task<(SessionCode Code, string Detail)?> PlayAsync(SessionHeader header)
    {
        foreach (var listing in header.Config.Listings)
        {
            var source = listing.Instrument.Id;
            if (!GrainKey.ForFeed(session, source).TryGet(out var feed, out _)) return (SessionCode.BadConfig, $"{source} names no feed");
            var play = new FeedPlay(header.Tape, DeskMarkets.NameOf(listing), header.TapeHash);
            var played = await grains.GetGrain<IFeedGrain>(feed.ToString()).Play(play);
            if (played == FeedPlayStatus.Playing) continue;
            var code = played switch
            {
                FeedPlayStatus.UnknownTape => SessionCode.UnknownTape,
                FeedPlayStatus.OtherTape => SessionCode.OtherTape,
                FeedPlayStatus.BadName => SessionCode.BadConfig,
                _ => SessionCode.NotOpened,
            };
            return (code, $"the feed of {source} does not play the tape {header.Tape}: {played}");
        }

        return null;
    }

    /// <summary>What is wrong with a market.</summary>
    /// <returns>Empty while nothing is.</returns>
    public async Task<string> ProblemAsync(SessionHeader header)
    {
        foreach (var listing in header.Config.Listings)
        {
            if (!GrainKey.ForMarket(session, DeskMarkets.NameOf(listing)).TryGet(out var market, out _)) continue;
            var view = await grains.GetGrain<IMarketGrain>(market.ToString()).View();
            if (view.Venues.FirstOrDefault(venue => venue.Error.Length > 0) is { } broken) return $"{broken.Source}: {broken.Error}";
        }

        return "";
    }
}
