using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading.Tasks;
using Trading.Durable;
using Trading.GrainInterfaces;

namespace Trading.Grains;

/// <summary>
/// Carries a node's committed outputs to their targets: for each target in order, one delivery on its way, again and again
/// until the target's committed cursor covers them. Runs on the node's scheduler, in turns of its own.
/// </summary>
internal sealed class NodeSender(string source, NodePorts ports, INodeHost host)
{
    private const int OutputsMax = 512;
    private const int BytesMax = 1024 * 1024;
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AwakeMeanwhile = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, Channel> _channels = new(StringComparer.Ordinal);
    private TaskCompletionSource _over = New();

    /// <summary>Takes an output over; consecutive ones of a target may travel together.</summary>
    /// <param name="node">The machine that it comes from, which is told what is covered.</param>
    /// <param name="target">The target.</param>
    /// <param name="sequence">In the channel to the target.</param>
    /// <param name="payload">Nobody changes the bytes any more.</param>
    public void Send(DurableNode node, string target, ulong sequence, byte[] payload)
    {
        if (!_channels.TryGetValue(target, out var channel))
        {
            _channels.Add(target, channel = new Channel(node, target, _over.Task));
        }

        channel.Waiting.Enqueue((sequence, payload));
        if (channel.IsRunning) return;
        channel.IsRunning = true;
        _ = RunAsync(channel);
    }

    /// <summary>Ends: the machine is given up or at its end, and the next one sends what is not covered.</summary>
    public void Stop()
    {
        _over.SetResult();
        _over = New();
        _channels.Clear();
    }

    private async Task RunAsync(Channel channel)
    {
        // What the same block answers leaves first, and no turn that answers somebody waits for another node.
        await Task.Yield();
        var pause = PauseMin;
        while (!channel.IsOver && channel.Waiting.Count > 0)
        {
            if (await DeliverAsync(channel))
            {
                pause = PauseMin;
                continue;
            }

            host.StayAwake(AwakeMeanwhile);
            await Task.WhenAny(Task.Delay(pause, ports.Clock), channel.Over);
            pause = 2 * pause < PauseMax ? 2 * pause : PauseMax;
            if (channel.IsOver) return;
            // Everything that is not covered comes again, what was queued in between included.
            channel.Waiting.Clear();
            ports.Meters.Resent();
            channel.Node.Resend(channel.Target);
        }

        channel.IsRunning = false;
    }

    /// <summary>Delivers what may travel together.</summary>
    /// <returns>Whether all of it is covered.</returns>
    private async Task<bool> DeliverAsync(Channel channel)
    {
        var outputs = channel.Take(source);
        using var trace = NodeTraces.Source.StartActivity("deliver", ActivityKind.Producer);
        trace?.SetTag("trading.target", channel.Target).SetTag("trading.outputs", outputs.Payloads.Length);
        var (delivered, error) = await TryDeliverAsync(channel.Target, outputs);
        trace?.SetTag("trading.status", $"{delivered.Status}");
        if (channel.IsOver) return false;
        channel.Node.Covered(channel.Target, delivered.Cursor);
        var isCovered = delivered.Cursor >= outputs.First + (ulong)outputs.Payloads.Length - 1;
        if (!isCovered && !channel.IsFailing) host.Undelivered(channel.Target, outputs.First, delivered.Status, error);
        channel.IsFailing = !isCovered;
        return isCovered;
    }

    /// <summary>A call that fails in any way says nothing about the outputs; it is told, and they are sent again.</summary>
    private async Task<(NodeDelivered Delivered, Exception? Error)> TryDeliverAsync(string target, NodeOutputs outputs)
    {
        try
        {
            return (await ports.Links.DeliverAsync(target, outputs), null);
        }
        catch (Exception error)
        {
            return (new NodeDelivered(ReplyStatus.Unavailable, 0), error);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Channel(DurableNode node, string target, Task over)
    {
        public DurableNode Node => node;

        public string Target => target;

        public Task Over => over;

        public Queue<(ulong Sequence, byte[] Payload)> Waiting { get; } = [];

        public bool IsRunning { get; set; }

        public bool IsFailing { get; set; }

        public bool IsOver => over.IsCompleted;

        /// <summary>The first that wait, as many as may travel together: at least one.</summary>
        public NodeOutputs Take(string source)
        {
            var (first, payload) = Waiting.Dequeue();
            var (payloads, bytes) = (new List<byte[]> { payload }, payload.Length);
            while (payloads.Count < OutputsMax
                && Waiting.TryPeek(out var next)
                && next.Sequence == first + (ulong)payloads.Count
                && bytes + next.Payload.Length <= BytesMax)
            {
                bytes += next.Payload.Length;
                payloads.Add(Waiting.Dequeue().Payload);
            }

            return new NodeOutputs(source, first, [.. payloads]);
        }
    }
}
