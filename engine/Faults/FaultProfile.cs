namespace Trading.Faults;

/// <summary>Which world a seed runs in.</summary>
public enum FaultProfile : byte
{
    /// <summary>Books and a relay on three silos over a database, with clients that log what they were told.</summary>
    Book = 1,

    /// <summary>A whole desk on three silos over a database, driven in rounds and compared with a plain backtest.</summary>
    Desk = 2,

    /// <summary>Books in one process over journal files on a faulty disk.</summary>
    Files = 3,

    /// <summary>An account on three silos that trades with a slow, lossy venue, which is the independent witness.</summary>
    Venue = 4,

    /// <summary>One of the others for each seed, in turn.</summary>
    All = 5,

    /// <summary>A market on three silos that follows two feeds over a network that loses, repeats and reorders their slices.</summary>
    Market = 6,
}
