using System;

namespace Trading.Faults;

/// <summary>
/// Feeds the market's blocks to one node: a few on their way, again and again until the node's cursor covers them, and no
/// farther ahead of the rounds than a few blocks.
/// </summary>
internal sealed class DeskFeed
{
    private const int AheadMax = 3;
    private const int HeldMax = 8;
    private const long TimeoutNs = 700_000_000;
    private const long SpacingNs = 2_500_000;
    private readonly FaultWorld _world;
    private readonly int _place;
    private readonly DeskMarket _market;
    private readonly string _node;
    private int _covered;
    private int _played;
    private int _turn;
    private bool _isHeld;

    public DeskFeed(FaultWorld world, int place, DeskMarket market, string node)
    {
        (_world, _place, _market, _node) = (world, place, market, node);
        IsFollowed = market.Host(node).Markets.Count > 0;
        if (IsFollowed) Feed();
    }

    /// <summary>Whether the node follows the market.</summary>
    public bool IsFollowed { get; }

    /// <summary>Before this time the node knows the market.</summary>
    public long ReadNs => !IsFollowed ? long.MaxValue : _covered == 0 ? 0 : _market.Blocks[_covered - 1].ReadNs;

    /// <summary>The rounds have come to a time: what was held back for them may go.</summary>
    public void Played(long startNs)
    {
        while (_played < _market.Blocks.Length && _market.Blocks[_played].ReadNs <= startNs) _played++;
        if (_isHeld) Feed();
    }

    private void Feed()
    {
        if (_covered == _market.Blocks.Length) return;
        var last = Math.Min(Math.Min(_covered + AheadMax, _played + HeldMax), _market.Blocks.Length);
        _isHeld = last <= _covered;
        if (_isHeld) return;
        var turn = ++_turn;
        for (var block = _covered; block < last; block++) Send(block, (block - _covered) * SpacingNs, last, turn);
        _world.Queue.After(TimeoutNs, () =>
        {
            if (turn == _turn) Feed();
        });
    }

    private void Send(int block, long delayNs, int last, int turn)
    {
        if (!_world.Seams.FeedsBlock(block)) block++;
        if (block >= _market.Blocks.Length) return;
        var number = (ulong)block + 1;
        _world.Queue.After(1 + delayNs, () => _world.Deliver(
            _place, _market.MarketName, _node, number, _market.Blocks[block].Bytes, cursor =>
            {
                _covered = Math.Max(_covered, (int)cursor);
                // The next ones once these are known, and no two turns at once.
                if (_covered >= last && turn == _turn) Feed();
            }));
    }
}
