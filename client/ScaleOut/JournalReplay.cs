using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Trading.Durable;
using Trading.Journal;
using Trading.Model;

namespace Trading.Client.ScaleOut;

/// <summary>A book's journal, replayed in this process.</summary>
/// <param name="Log">What each of its calls was answered.</param>
/// <param name="Status">Where it ends; the epoch is 0.</param>
internal sealed record JournalReplay(AnswerLog Log, NodeStatus Status)
{
    /// <summary>Replays a journal from its first block on.</summary>
    /// <param name="blocks">The blocks in order.</param>
    /// <returns>It, or which block does not replay.</returns>
    public static async Task<Result<JournalReplay, string>> RunAsync(IAsyncEnumerable<byte[]> blocks)
    {
        var log = new AnswerLog();
        var replay = new DurableNode(log, new NoEffects(), DurableLimits.Default);
        ulong position = 0;
        UInt128 outputs = 0;
        await foreach (var block in blocks)
        {
            if (!BlockHeader.Open(block).TryGet(out var header, out _) || !replay.Replay(block).TryGet(out position, out _))
            {
                return $"block {replay.CommittedBlock + 1} does not replay";
            }

            outputs = header.OutputChain;
        }

        return new JournalReplay(log, new NodeStatus(0, replay.CommittedBlock, position, outputs, log.StateHash()));
    }
}
