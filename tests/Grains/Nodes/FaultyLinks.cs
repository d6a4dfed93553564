using System;
using System.Threading;
using System.Threading.Tasks;
using Orleans;
using Trading.GrainInterfaces;
using Trading.Grains;
using Trading.Model;

namespace Trading.Tests.Grains;

/// <summary>Links that lose outputs, lose answers and repeat, as a seed draws it.</summary>
internal sealed class FaultyLinks
{
    private SeededRandom _random = SeededRandom.Create(7, "links");
    private readonly Lock _gate = new();

    /// <summary>In how many of a million deliveries each of the three faults happens.</summary>
    public int FaultPpm { get; init; }

    /// <summary>Nothing gets through, and nobody is told.</summary>
    public bool IsCut { get; set; }

    public int Losses { get; private set; }

    public int Repetitions { get; private set; }

    /// <summary>The links of one silo.</summary>
    public INodeLinks Over(IServiceProvider services) =>
        new Link(this, new GrainLinks((IGrainFactory?)services.GetService(typeof(IGrainFactory)) ?? throw new InvalidOperationException("no grains")));

    private enum Fault
    {
        None,
        LostOutputs,
        LostAnswer,
        Repeated,
    }

    private Fault Draw()
    {
        lock (_gate)
        {
            if (IsCut || _random.ChancePpm(FaultPpm)) return Lost(Fault.LostOutputs);
            if (_random.ChancePpm(FaultPpm)) return Lost(Fault.LostAnswer);
            if (!_random.ChancePpm(FaultPpm)) return Fault.None;
            Repetitions++;
            return Fault.Repeated;
        }
    }

    private Fault Lost(Fault fault)
    {
        Losses++;
        return fault;
    }

    private sealed class Link(FaultyLinks faults, INodeLinks inner) : INodeLinks
    {
        public async Task<NodeDelivered> DeliverAsync(string target, NodeOutputs outputs)
        {
            var fault = faults.Draw();
            if (fault == Fault.LostOutputs) throw new TimeoutException("the test lost outputs");
            var delivered = await inner.DeliverAsync(target, outputs);
            if (fault == Fault.Repeated) delivered = await inner.DeliverAsync(target, outputs);
            return fault == Fault.LostAnswer ? throw new TimeoutException("the test lost an answer") : delivered;
        }
    }
}
