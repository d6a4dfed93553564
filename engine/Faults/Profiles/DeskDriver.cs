using System;
using System.Buffers;
using System.Collections.Immutable;
using Trading.Desk;
using Trading.Model;

namespace Trading.Faults;

/// <summary>
/// Drives a desk's rounds over the network: asks every node that takes part, until all have answered. It saves what it knows
/// after each round; when it dies it begins again from there, and what it asks a second time is answered as the first time.
/// </summary>
internal sealed class DeskDriver
{
    private const long PauseNs = 20_000_000;
    private readonly FaultWorld _world;
    private readonly DeskMarket _market;
    private readonly ImmutableArray<DeskFeed> _feeds;
    private readonly Caller _caller;
    private RoundCoordinator _coordinator;
    private byte[] _saved = [];
    private byte[]?[] _answers = [];
    private bool[] _isAsked = [];
    private int _life;

    public DeskDriver(FaultWorld world, int place, DeskMarket market, ImmutableArray<DeskFeed> feeds)
    {
        (_world, _market, _feeds) = (world, market, feeds);
        _caller = new Caller(world, place, "desk");
        _coordinator = Fresh();
        Save();
        Begin();
    }

    /// <summary>Answers of nodes to rounds.</summary>
    public long Answered { get; private set; }

    /// <summary>True once no node has anything left.</summary>
    public bool IsDone => _coordinator.IsDone;

    /// <summary>A node's chain, as it last told it.</summary>
    public UInt128 ChainOf(int node) => _coordinator.ChainOf(node);

    /// <summary>Dies, and comes back later.</summary>
    public void Restart(long forNs)
    {
        _life++;
        _caller.Abandon();
        var life = _life;
        _world.Queue.After(forNs, () =>
        {
            if (life == _life) Resume();
        });
    }

    /// <summary>Begins from what was saved.</summary>
    public void Resume()
    {
        _life++;
        _caller.Abandon();
        _coordinator = Fresh();
        var reader = new StateReader(_saved);
        _coordinator.Load(ref reader);
        Begin();
    }

    private RoundCoordinator Fresh() => new(_market.Paths);

    private void Save()
    {
        var saved = new ArrayBufferWriter<byte>();
        _coordinator.Save(new StateWriter(saved));
        _saved = saved.WrittenSpan.ToArray();
    }

    private void Begin()
    {
        _answers = new byte[_market.Names.Length][];
        _isAsked = new bool[_market.Names.Length];
        foreach (var feed in _feeds) feed.Played(_coordinator.StartNs);
        Ask();
    }

    /// <summary>Asks whoever takes part and knows its market beyond the round's beginning; the others later.</summary>
    private void Ask()
    {
        if (_coordinator.IsDone) return;
        var isWaiting = false;
        for (var node = 0; node < _market.Names.Length; node++)
        {
            if (_isAsked[node] || !_coordinator.TakesPart(node)) continue;
            if (_feeds[node].ReadNs <= _coordinator.StartNs) isWaiting = true;
            else Ask(node);
        }

        if (!isWaiting) return;
        var life = _life;
        _world.Queue.After(PauseNs, () =>
        {
            if (life == _life) Ask();
        });
    }

    private void Ask(int node)
    {
        _isAsked[node] = true;
        var (life, round) = (_life, _coordinator.Round);
        _caller.Ask(_market.Names[node], (ulong)round, _coordinator.CallOf(node), answer =>
        {
            Answered++;
            if (life != _life || round != _coordinator.Round) return;
            _answers[node] = _world.Seams.RoundAnswer(round, answer.ToArray());
            TryComplete();
        });
    }

    private void TryComplete()
    {
        if (!_coordinator.TryComplete(_answers)) return;
        if (_coordinator.Round % _world.Seams.SavesEvery == 0) Save();
        Begin();
    }
}
