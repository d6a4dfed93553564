using System.Threading.Tasks;
using Orleans;
using Orleans.Concurrency;

namespace Trading.GrainInterfaces;

/// <summary>One node of a desk session, under a key of <see cref="GrainKey.ForDeskNode"/>; its desk calls it round by round.</summary>
/// <remarks>The methods interleave so that concurrent calls share a commit; only their answers wait.</remarks>
[Alias("trading.IDeskNodeGrain")]
public interface IDeskNodeGrain : IGrainWithStringKey
{
    /// <summary>
    /// Carries out a call; the payload is a <see cref="Desk.SessionCall.Open"/> or a <see cref="Desk.RoundCall"/>, the answer what
    /// <see cref="Desk.SessionCall.TryReadOpened"/> reads or a <see cref="Desk.RoundAnswer"/>.
    /// </summary>
    [Alias("Execute"), AlwaysInterleave]
    Task<NodeAnswer> Execute(NodeCall call);

    /// <summary>Answers a query of <see cref="Desk.SessionNode"/> from committed state.</summary>
    [Alias("Read"), AlwaysInterleave]
    Task<NodeAnswer> Read([Immutable] byte[] query);

    /// <summary>Committed blocks of the node's journal, one after another as they stand there.</summary>
    /// <param name="first">The sequence of the first block, from 1.</param>
    /// <returns>
    /// Answered with as many as travel together, or with none when none has been committed from there on; TooOld when the first is not kept
    /// any more. Any other status says nothing about the journal: ask again.
    /// </returns>
    [Alias("ReadJournal"), AlwaysInterleave]
    Task<NodeAnswer> ReadJournal(ulong first);
}

/// <summary>A strategy: its own markets, orders and risk.</summary>
[Alias("trading.IStrategyGrain")]
public interface IStrategyGrain : IDeskNodeGrain;

/// <summary>The simulated exchange of one instrument, over a recorded market or a live book.</summary>
[Alias("trading.IExchangeGrain")]
public interface IExchangeGrain : IDeskNodeGrain;

/// <summary>A venue's account: orders, ledger, portfolio, rails.</summary>
[Alias("trading.IVenueGrain")]
public interface IVenueGrain : IDeskNodeGrain;

/// <summary>Capital of one tier: it grants leases.</summary>
[Alias("trading.ICapitalTierGrain")]
public interface ICapitalTierGrain : IDeskNodeGrain;

/// <summary>The desk's own node: operators' commands go out from it, and the timeline comes together in it.</summary>
[Alias("trading.ITimelineGrain")]
public interface ITimelineGrain : IDeskNodeGrain;
