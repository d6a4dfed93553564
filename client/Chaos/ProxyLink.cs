using System;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace Trading.Client.Chaos;

/// <summary>One connection over a way: two directions, each in order.</summary>
internal sealed class ProxyLink(Socket caller, Socket target, ProxyWay way)
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>Chunks that are on their way in one direction; more wait in the sender's socket.</summary>
    private const int ChunksMax = 256;

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isReset;

    /// <summary>Done when both directions are closed.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Carries until one side is gone, or both have closed.</summary>
    public async Task RunAsync()
    {
        await Task.WhenAll(CarryAsync(caller, target, isThere: true), CarryAsync(target, caller, isThere: false)).ConfigureAwait(false);
        if (Interlocked.Exchange(ref _isReset, 1) == 0)
        {
            // Both have closed in an orderly way: what is still on its way to them may arrive.
            caller.Dispose();
            target.Dispose();
        }

        _ended.SetResult();
    }

    /// <summary>Ends it at once; both sides are told by a reset.</summary>
    public void Reset()
    {
        if (Interlocked.Exchange(ref _isReset, 1) != 0) return;
        // With no time to linger in, closing sends a reset rather than an orderly end.
        caller.Close(timeout: 0);
        target.Close(timeout: 0);
    }

    private async Task CarryAsync(Socket from, Socket to, bool isThere)
    {
        var chunks = Channel.CreateBounded<(byte[] Bytes, long Due)>(ChunksMax);
        var taking = TakeAsync(from, chunks.Writer);
        try
        {
            await foreach (var (bytes, due) in chunks.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                await way.PassAsync(bytes.Length, due).ConfigureAwait(false);
                for (var sent = 0; sent < bytes.Length;)
                {
                    sent += await to.SendAsync(bytes.AsMemory(sent), SocketFlags.None).ConfigureAwait(false);
                }

                way.Note(bytes.Length, isThere);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            Reset();
        }

        // A taker that waits for room would wait for ever: nobody reads any more.
        while (chunks.Reader.TryRead(out _))
        {
        }

        await taking.ConfigureAwait(false);
    }

    private async Task TakeAsync(Socket from, ChannelWriter<(byte[] Bytes, long Due)> chunks)
    {
        var buffer = new byte[ChunkBytes];
        try
        {
            while (await from.ReceiveAsync(buffer, SocketFlags.None).ConfigureAwait(false) is var bytes and > 0)
            {
                await chunks.WriteAsync((buffer[..bytes], way.DueOf(bytes))).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            Reset();
        }

        chunks.Complete();
    }
}
