using System.Threading.Tasks;
using Orleans;
using Orleans.Concurrency;

namespace Trading.GrainInterfaces;

/// <summary>
/// A venue's market data of one instrument, under a key of <see cref="GrainKey.ForFeed"/>: plays a tape onto a
/// stream, and goes on where its journal says.
/// </summary>
[Alias("trading.IFeedGrain")]
public interface IFeedGrain : IGrainWithStringKey
{
    /// <summary>Begins to play a tape, once that is recorded; asked again it goes on.</summary>
    [Alias("Play")]
    Task<FeedPlayStatus> Play(FeedPlay play);

    /// <summary>How far it is.</summary>
    [Alias("Progress"), AlwaysInterleave]
    Task<FeedProgress> Progress();

    /// <summary>Gives a published block again, to a consumer that missed it.</summary>
    [Alias("Refill"), AlwaysInterleave]
    Task<FeedRefill> Refill(ulong epoch, ulong sequence);

    /// <summary>
    /// A consumer has committed everything up to a sequence; the feed sends at most a window beyond it.
    /// </summary>
    [Alias("Acknowledge"), OneWay, AlwaysInterleave]
    Task Acknowledge(string consumer, ulong epoch, ulong sequence);
}
