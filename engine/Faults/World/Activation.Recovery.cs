using System;
using Trading.Durable;
using Trading.Journal;

namespace Trading.Faults;

/// <summary>How an activation comes back: an epoch, the newest snapshot that it accepts, every block after it.</summary>
internal sealed partial class Activation
{
    private void Retry()
    {
        (_node, Node) = (null, null);
        var attempt = ++_attempt;
        Silo.After(PauseNs, () =>
        {
            if (attempt == _attempt && !IsOver) Recover();
        });
    }

    private void Recover()
    {
        var attempt = ++_attempt;
        Enter(ProtocolStep.Opening);
        _world.Store.Open(Silo, Spec.Name, opened =>
        {
            if (attempt != _attempt || IsOver) return;
            if (opened.Status == OpenStatus.Corrupt)
            {
                _world.Refused(Spec.Name, $"{opened.Damage}");
                Retry();
            }
            else if (opened.Status == OpenStatus.Opened)
            {
                Enter(ProtocolStep.Loading);
                Restore(attempt, opened, 0);
            }
            else
            {
                Retry();
            }
        });
    }

    private void Restore(int attempt, OpenedTable opened, int index)
    {
        if (index == opened.Snapshots.Count)
        {
            if (opened.FirstSequence == 1) Replay(attempt, opened, Fresh());
            else Retry();
            return;
        }

        _world.Store.ReadSnapshot(Silo, Spec.Name, opened.Snapshots[index], snapshot =>
        {
            if (attempt != _attempt || IsOver) return;
            var fresh = Fresh();
            if (fresh.Machine.Restore(snapshot.Span).TryGet(out _, out var error)) Replay(attempt, opened, fresh);
            else Unread(snapshot.IsEmpty, $"snapshot {opened.Snapshots[index]}: {error}", () => Restore(attempt, opened, index + 1));
        });
    }

    private (DurableNode Machine, INode Node) Fresh()
    {
        var node = _world.Seams.Node(Spec.Create(), this);
        return (new DurableNode(node, this, Spec.Limits), node);
    }

    private void Replay(int attempt, OpenedTable opened, (DurableNode Machine, INode Node) fresh)
    {
        if (fresh.Machine.CommittedBlock >= _world.Seams.LastToReplay(opened.LastSequence))
        {
            Begin(opened, fresh);
            return;
        }

        _world.Store.Read(Silo, Spec.Name, fresh.Machine.CommittedBlock + 1, blocks =>
        {
            if (attempt != _attempt || IsOver) return;
            if (blocks.IsEmpty)
            {
                Retry();
                return;
            }

            for (var rest = blocks; !rest.IsEmpty;)
            {
                var length = BlockHeader.LengthOf(rest.Span);
                if (length == 0 || !fresh.Machine.Replay(rest.Span[..length]).TryGet(out _, out var error))
                {
                    Unread(false, $"block {fresh.Machine.CommittedBlock + 1}", Retry);
                    return;
                }

                rest = rest[length..];
            }

            Replay(attempt, opened, fresh);
        });
    }

    /// <summary>A table that verifies holds nothing that a node refuses.</summary>
    private void Unread(bool isMissing, string detail, Action otherwise)
    {
        if (!isMissing) _world.Refused(Spec.Name, detail);
        otherwise();
    }

    private void Begin(OpenedTable opened, (DurableNode Machine, INode Node) fresh)
    {
        (_node, Node, Epoch) = (fresh.Machine, fresh.Node, opened.Epoch);
        _world.Trace((ulong)Silo.Place, opened.Epoch);
        Enter(ProtocolStep.Idle);
        _isLoading = true;
        _node.Loaded(opened.Epoch);
        _isLoading = false;
    }
}
