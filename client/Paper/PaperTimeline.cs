using System;
using System.Threading.Tasks;
using Trading.Client.Journal;
using Trading.Desk;
using Trading.Durable;
using Trading.GrainInterfaces;
using Trading.Journal;

namespace Trading.Client.Paper;

/// <summary>
/// Follows a session's timeline: the journal of the desk's own node, replayed from its first block, so that whoever comes late
/// or comes back hears the same things in the same order.
/// </summary>
/// <param name="grain">The desk's own node.</param>
/// <param name="host">With the watcher that hears the timeline.</param>
internal sealed class PaperTimeline(IDeskNodeGrain grain, SessionHost host)
{
    private readonly DurableNode _node = new(new SessionNode(host, TradingDesk.ControlName), new OfflineEffects(), DurableLimits.Default);

    /// <summary>Hears what has been committed since the last time.</summary>
    /// <returns>Empty, or why the journal does not replay.</returns>
    public async Task<string> PullAsync()
    {
        while (true)
        {
            ReadOnlyMemory<byte> blocks = await grain.ReadJournal(_node.CommittedBlock + 1);
            if (blocks.IsEmpty) return "";
            while (!blocks.IsEmpty)
            {
                var length = BlockHeader.LengthOf(blocks.Span);
                if (length == 0 || length > blocks.Length) return "the timeline's journal ends in the middle of a block";
                if (!_node.Replay(blocks.Span[..length]).TryGet(out _, out var error)) return $"the timeline's journal does not replay: {error}";
                blocks = blocks[length..];
            }
        }
    }
}
