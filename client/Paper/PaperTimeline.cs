using System;
using System.Threading.Tasks;
using Trading.Desk;
using Trading.Durable;
using Trading.GrainInterfaces;
using Trading.Journal;

namespace Trading.Client.Paper;

/// <summary>How far a timeline was heard.</summary>
/// <param name="IsWhole">Everything was heard that had been committed when it was asked for.</param>
/// <param name="Damage">Why its journal does not replay; empty unless that is so.</param>
internal sealed record TimelineHeard(bool IsWhole, string Damage = "");

/// <summary>
/// Follows a session's timeline: the journal of the desk's own node, replayed from its first block, so that whoever comes late
/// or comes back hears the same things in the same order.
/// </summary>
/// <param name="grain">The desk's own node.</param>
/// <param name="host">With the watcher that hears the timeline.</param>
internal sealed class PaperTimeline(IDeskNodeGrain grain, SessionHost host)
{
    private readonly DurableNode _node = new(new SessionNode(host, TradingDesk.ControlName), new NoEffects(), DurableLimits.Default);

    /// <summary>Hears what has been committed since the last time. A node that does not answer now may have more to tell.</summary>
    public async Task<TimelineHeard> PullAsync()
    {
        while (true)
        {
            var answer = await grain.ReadJournal(_node.CommittedBlock + 1);
            if (answer.Status == ReplyStatus.TooOld) return Damaged("its first blocks are not kept any more");
            if (answer.Status != ReplyStatus.Answered) return new TimelineHeard(false);
            if (answer.Payload.Length == 0) return new TimelineHeard(true);
            if (Replay(answer.Payload) is { } damage) return Damaged(damage);
        }
    }

    private string? Replay(ReadOnlySpan<byte> blocks)
    {
        while (!blocks.IsEmpty)
        {
            var length = BlockHeader.LengthOf(blocks);
            if (length == 0 || length > blocks.Length) return "it ends in the middle of a block";
            if (!_node.Replay(blocks[..length]).TryGet(out _, out var error)) return $"{error}";
            blocks = blocks[length..];
        }

        return null;
    }

    private static TimelineHeard Damaged(string why) => new(false, $"the timeline's journal does not replay: {why}");
}
