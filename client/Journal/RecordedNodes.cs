using System;
using Trading.Desk;
using Trading.Durable;
using Trading.Exchange;
using Trading.Journal;
using Trading.Market;
using Trading.Silo;
using Trading.Strategy;

namespace Trading.Client.Journal;

/// <summary>The nodes that journals were written by, told from the journals' keys.</summary>
/// <param name="host">The strategies that this process has, for the nodes of sessions.</param>
internal sealed class RecordedNodes(SessionHost host)
{
    /// <summary>With our own strategies.</summary>
    public static RecordedNodes Standard { get; } = new(SessionHosts.Create(StrategyCatalog.Standard, []));

    /// <summary>The node of a journal, in its initial state.</summary>
    public INode Create(string key) => SessionTables.NodeOf(key, host) ?? MarketTables.NodeOf(key) ?? new BookNode();

    /// <summary>Why a block cannot be replayed by this process although it may be by another; empty when that is not so.</summary>
    /// <param name="key">The journal.</param>
    /// <param name="block">The block that the node refused.</param>
    public string Refusal(string key, ReadOnlySpan<byte> block)
    {
        var records = block[BlockHeader.Bytes..];
        if (SessionTables.NodeOf(key, host) is null || !BlockRecord.TryTake(ref records, out var first)) return "";
        return SessionCall.HeaderOf(first.Payload) is { } header && SessionHeader.Refusal(host, header) is { } refusal
            ? refusal.Detail
            : "";
    }
}
