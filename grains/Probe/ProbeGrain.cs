using System;
using System.Threading.Tasks;
using Orleans;
using Trading.Durable;
using Trading.GrainInterfaces;

namespace Trading.Grains;

/// <summary>Answers at once, and tells what the silo has spent.</summary>
internal sealed class ProbeGrain(NodeStores stores) : Grain, IProbeGrain
{
    private const int AnswerBytesMax = 1024 * 1024;
    private byte[] _answer = [];

    public Task<NodeAnswer> Answer(NodeCall call, int answerBytes)
    {
        if (answerBytes is < 0 or > AnswerBytesMax) return Task.FromResult(new NodeAnswer(ReplyStatus.TooLarge, []));
        if (_answer.Length != answerBytes) _answer = new byte[answerBytes];
        return Task.FromResult(new NodeAnswer(ReplyStatus.Answered, _answer));
    }

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
