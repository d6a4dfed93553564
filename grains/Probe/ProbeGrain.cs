using System;
using System.Linq;
using System.Threading.Tasks;
using Orleans;
using Orleans.Placement;
using Orleans.Runtime;
using Trading.Durable;
using Trading.GrainInterfaces;

namespace Trading.Grains;

/// <summary>Answers at once, and tells what the silo has spent.</summary>
[RandomPlacement]
internal sealed class ProbeGrain(
    NodeStores stores, NodeMeters meters, MeterBoard board, ILocalSiloDetails silo, IClusterMembershipService membership) : Grain, IProbeGrain
{
    private const int NodesMax = 50;

    private const int AnswerBytesMax = 1024 * 1024;
    private byte[] _answer = [];

    public Task<NodeAnswer> Answer(NodeCall call, int answerBytes)
    {
        if (answerBytes is < 0 or > AnswerBytesMax) return Task.FromResult(new NodeAnswer(ReplyStatus.TooLarge, []));
        if (_answer.Length != answerBytes) _answer = new byte[answerBytes];
        return Task.FromResult(new NodeAnswer(ReplyStatus.Answered, _answer));
    }

    public Task<SiloFigures> Figures() => Task.FromResult(new SiloFigures(
        silo.SiloAddress.ToParsableString(), (long)board.Up.TotalMilliseconds, board.Figures(), meters.Nodes(NodesMax)));

    public Task<SiloMember[]> Members() => Task.FromResult<SiloMember[]>(
    [
        .. membership.CurrentSnapshot.Members.Values
            .OrderBy(member => member.SiloAddress.ToParsableString(), StringComparer.Ordinal)
            .Select(member => new SiloMember(member.SiloAddress, member.Status)),
    ]);

    public Task<SiloUsage> Usage()
    {
        var count = stores.Counted.Count;
        return Task.FromResult(new SiloUsage(
            GC.GetTotalAllocatedBytes(precise: false),
            (long)Environment.CpuUsage.TotalTime.TotalMicroseconds,
            count.Appends,
            count.AppendedBytes,
            count.Fenced,
            count.Failed));
    }
}
