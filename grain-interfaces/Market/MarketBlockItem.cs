using Orleans;

namespace Trading.GrainInterfaces;

/// <summary>One item of a desk node's market stream: a <see cref="Desk.MarketBlock"/>, numbered by where the tape is cut.</summary>
/// <param name="Market">The market's name among the node's sources, such as <c>market/binance-spot:BTCUSDT</c>.</param>
/// <param name="Sequence">1, 2, 3 …; the same block has the same number whoever cuts it.</param>
/// <param name="Bytes">The block; never changed.</param>
/// <param name="Trace">The publisher's span, as W3C writes it; null where none is taken.</param>
[GenerateSerializer, Immutable, Alias("trading.MarketBlockItem")]
public sealed record MarketBlockItem(
    [property: Id(0)] string Market, [property: Id(1)] ulong Sequence, [property: Id(2)] byte[] Bytes,
    [property: Id(3)] string? Trace = null);

/// <summary>A desk node that follows a market.</summary>
/// <param name="Namespace">The namespace of its stream.</param>
/// <param name="Key">The node's grain key, which is its stream's key too.</param>
/// <param name="Cursor">The last block that it has committed.</param>
/// <param name="Credit">Blocks beyond it that it takes.</param>
/// <param name="IsBehind">True when blocks that were sent did not come: they are sent again.</param>
[GenerateSerializer, Immutable, Alias("trading.MarketFollower")]
public sealed record MarketFollower(
    [property: Id(0)] string Namespace, [property: Id(1)] string Key, [property: Id(2)] ulong Cursor, [property: Id(3)] int Credit,
    [property: Id(4)] bool IsBehind);
