using System;
using System.Threading.Tasks;
using Trading.Durable;
using Trading.GrainInterfaces;
using Trading.Market;

namespace Trading.Grains;

/// <summary>What a feed's node has recorded, and the way to record more.</summary>
internal sealed class FeedJournal(NodePump pump)
{
    private Task<bool> _last = Task.FromResult(true);

    /// <summary>The committed state; null while the journal cannot be reached.</summary>
    public async Task<FeedState?> StateAsync()
    {
        var answer = await pump.ReadAsync([]);
        return answer.Status == ReplyStatus.Answered ? FeedState.Read(answer.Payload) : null;
    }

    /// <summary>Records inputs in a row. One row at a time: the numbers go on from what the node has handled, and what waits in
    /// its queue is not that yet.</summary>
    /// <returns>Whether they are committed; when not, the state says how far it came.</returns>
    public Task<bool> RecordAsync(params FeedInput[] inputs) => _last = RecordAfterAsync(_last, inputs);

    private async Task<bool> RecordAfterAsync(Task before, FeedInput[] inputs)
    {
        await before;
        var first = pump.CursorOf(FeedNode.Player) + 1;
        var outputs = new NodeOutputs(FeedNode.Player, first, Array.ConvertAll(inputs, input => input.Encode()));
        return (await pump.DeliverAsync(outputs)).Status == ReplyStatus.Delivered;
    }
}
