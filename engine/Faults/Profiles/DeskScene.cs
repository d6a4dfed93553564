using System;
using System.Collections.Immutable;
using System.Linq;
using Trading.Desk;
using Trading.Durable;
using Trading.Invariants;
using Trading.Model;

namespace Trading.Faults;

/// <summary>
/// A whole desk behind durable doors: its market is fed block by block, its rounds are driven over the network by somebody who
/// dies now and then. In the end every node must have the chain and the state of the twin in which nothing failed.
/// </summary>
internal sealed class DeskScene : FaultScene
{
    private static readonly DurableLimits Limits = new() { AnswersPerClient = 4, SnapshotRecords = 120 };
    private readonly DeskMarket _market;
    private ImmutableArray<DeskFeed> _feeds = [];
    private DeskDriver? _driver;

    public DeskScene(ulong seed)
    {
        _market = DeskMarket.Of(seed);
        Specs = [.. _market.Names.Select(name => new NodeSpec(name, () => new RoundNode(1, () => _market.Host(name)), Limits))];
    }

    public override ImmutableArray<NodeSpec> Specs { get; }

    public override int Callers => 2;

    public override long Commands => _driver?.Answered ?? 0;

    public override long CommandsMin => 1_000;

    public override bool WantsMore(long enough) => _driver is { IsDone: false };

    public override bool IsSettled => _driver is { IsDone: true };

    public override void Begin(FaultWorld world)
    {
        _feeds = [.. _market.Names.Select(name => new DeskFeed(world, world.StorePlace + 1, _market, name))];
        _driver = new DeskDriver(world, world.StorePlace + 2, _market, _feeds);
    }

    /// <summary>The desk's work is what it is: it goes on to its end.</summary>
    public override void Rest() => _driver?.Resume();

    public override void Strike(FaultKind kind, long forNs) => _driver?.Restart(forNs);

    public override UInt128? OutputOf(string source, string target, ulong sequence) =>
        sequence > 0 && sequence <= (ulong)_market.Blocks.Length ? StateHasher.Hash(_market.Blocks[(int)sequence - 1].Bytes) : null;

    public override void Check(FaultWorld world)
    {
        for (var node = 0; node < _market.Names.Length; node++)
        {
            var name = _market.Names[node];
            if (world.WitnessOf(name).Node is not RoundNode round) continue;
            if (round.Node.Chain != _market.TwinChains[node] || _driver?.ChainOf(node) != _market.TwinChains[node])
            {
                world.Violate(WorldInvariants.TwinEqual, $"{name}: another chain than in the backtest");
            }
            else if (round.Node.StateHash() != _market.TwinStates[node])
            {
                world.Violate(WorldInvariants.TwinEqual, $"{name}: another state than in the backtest");
            }
        }
    }
}
