using Orleans;

namespace Trading.GrainInterfaces;

/// <summary>What a meter's figures mean.</summary>
public enum MeterKind : byte
{
    /// <summary>A total that only rises.</summary>
    Counter = 1,

    /// <summary>What was true when it was asked.</summary>
    Gauge = 2,

    /// <summary>A distribution: how often, how much in all, and its percentiles.</summary>
    Histogram = 3,
}

/// <summary>One meter of a silo, for one set of tags, since the silo started.</summary>
/// <param name="Name">Its stable name, such as <c>trading.node.call.duration</c>; docs/METRICS.md has them all.</param>
/// <param name="Tags">What it is of, such as <c>status=answered</c>; empty without tags.</param>
/// <param name="Kind">What the figures mean.</param>
/// <param name="Unit">The unit: s, By, or the thing that is counted in braces.</param>
/// <param name="Value">A counter's total, a gauge's value, a histogram's sum.</param>
/// <param name="Count">A histogram's count; otherwise 0.</param>
/// <param name="P50">A histogram's median; percentiles have two significant digits.</param>
/// <param name="P95">95 of 100 are not above.</param>
/// <param name="P99">99 of 100 are not above.</param>
/// <param name="P999">999 of 1,000 are not above.</param>
/// <param name="Max">The greatest one.</param>
[GenerateSerializer, Immutable, Alias("trading.MeterFigure")]
public sealed record MeterFigure(
    [property: Id(0)] string Name,
    [property: Id(1)] string Tags,
    [property: Id(2)] MeterKind Kind,
    [property: Id(3)] string Unit,
    [property: Id(4)] double Value,
    [property: Id(5)] long Count,
    [property: Id(6)] double P50,
    [property: Id(7)] double P95,
    [property: Id(8)] double P99,
    [property: Id(9)] double P999,
    [property: Id(10)] double Max);

/// <summary>A durable node that is active on a silo.</summary>
/// <param name="Key">The node's key in the journal.</param>
/// <param name="Calls">Calls and deliveries that it has answered since it was activated.</param>
/// <param name="Inputs">Inputs of its blocks since it was activated.</param>
/// <param name="Blocks">Its blocks since it was activated.</param>
/// <param name="Waiting">Calls and deliveries that wait for their answers now.</param>
[GenerateSerializer, Immutable, Alias("trading.NodeFigure")]
public sealed record NodeFigure(
    [property: Id(0)] string Key,
    [property: Id(1)] long Calls,
    [property: Id(2)] long Inputs,
    [property: Id(3)] long Blocks,
    [property: Id(4)] int Waiting);

/// <summary>What a silo has measured since it started.</summary>
/// <param name="Silo">The silo that answers, as its membership names it.</param>
/// <param name="UpMilliseconds">Since it started to measure.</param>
/// <param name="Meters">Its meters, by name and tags; none where measuring is switched off.</param>
/// <param name="Nodes">Its active nodes, the busiest first.</param>
[GenerateSerializer, Immutable, Alias("trading.SiloFigures")]
public sealed record SiloFigures(
    [property: Id(0)] string Silo,
    [property: Id(1)] long UpMilliseconds,
    [property: Id(2)] MeterFigure[] Meters,
    [property: Id(3)] NodeFigure[] Nodes);
