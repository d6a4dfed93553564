using System;
using System.Collections.Generic;

namespace Trading.Faults;

/// <summary>
/// Carries a node's committed outputs to their targets, as a grain does: for each target in order, one delivery on its way,
/// again and again until the target's committed cursor covers them.
/// </summary>
internal sealed class OutputSender(FaultWorld world, Activation from)
{
    private const int OutputsMax = 8;
    private const long TimeoutNs = 1_500_000_000;
    private const long SpacingNs = 2_500_000;
    private const long PauseNs = 100_000_000;
    private readonly SortedDictionary<string, Channel> _channels = new(StringComparer.Ordinal);

    /// <summary>Takes an output over.</summary>
    public void Send(string target, ulong sequence, ReadOnlyMemory<byte> payload)
    {
        if (!_channels.TryGetValue(target, out var channel)) _channels.Add(target, channel = new Channel(target));
        channel.Waiting.Enqueue((sequence, payload));
        if (channel.IsRunning) return;
        channel.IsRunning = true;
        from.Silo.After(1, () => Deliver(channel));
    }

    /// <summary>Ends: the next machine sends what is not covered.</summary>
    public void Stop()
    {
        foreach (var (_, channel) in _channels) channel.IsOver = true;
        _channels.Clear();
    }

    private void Deliver(Channel channel)
    {
        if (channel.IsOver) return;
        if (channel.Waiting.Count == 0)
        {
            channel.IsRunning = false;
            return;
        }

        var outputs = new List<(ulong Sequence, ReadOnlyMemory<byte> Payload)>();
        while (outputs.Count < OutputsMax && channel.Waiting.TryDequeue(out var output)) outputs.Add(output);
        var wanted = outputs[^1].Sequence;
        var isDone = false;
        void Take(ulong cursor)
        {
            if (isDone || channel.IsOver) return;
            from.Covered(channel.Target, cursor);
            if (cursor < wanted) return;
            isDone = true;
            Deliver(channel);
        }

        // One by one, so that some are lost or late in the middle; the target must refuse what comes after a gap.
        for (var i = 0; i < outputs.Count; i++)
        {
            var output = outputs[i];
            from.Silo.After(1 + i * SpacingNs, () => world.Deliver(from.Silo, from.Spec.Name, channel.Target, output.Sequence, output.Payload, Take));
        }

        from.Silo.After(TimeoutNs, () =>
        {
            if (isDone || channel.IsOver) return;
            isDone = true;
            from.Silo.After(PauseNs, () => Repeat(channel));
        });
    }

    private void Repeat(Channel channel)
    {
        if (channel.IsOver) return;
        channel.Waiting.Clear();
        from.Resend(channel.Target);
        Deliver(channel);
    }

    private sealed class Channel(string target)
    {
        public string Target => target;

        public Queue<(ulong Sequence, ReadOnlyMemory<byte> Payload)> Waiting { get; } = [];

        public bool IsRunning { get; set; }

        public bool IsOver { get; set; }
    }
}
