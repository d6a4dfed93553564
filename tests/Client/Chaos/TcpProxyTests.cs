using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Trading.Client.Chaos;
using Xunit;

namespace Trading.Client.Tests.Chaos;

public sealed class TcpProxyTests : IAsyncDisposable
{
    private readonly TcpListener _target = new(IPAddress.Loopback, 0);
    private readonly TcpProxy _proxy;

    public TcpProxyTests()
    {
        _target.Start();
        _proxy = TcpProxy.Start(((IPEndPoint)_target.LocalEndpoint).Port);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _target.Dispose();
    }

    [Fact]
    public async Task Bytes_arrive_whole_and_in_order_both_ways_and_an_orderly_end_loses_none()
    {
        using var pair = await ConnectAsync();
        var sent = new byte[3_000_000];
        new Random(1).NextBytes(sent);
        var sending = SendAsync(pair.Caller, sent);
        Assert.Equal(sent, await ReadAllAsync(pair.Target));
        await sending;
        await SendAsync(pair.Target, sent);
        Assert.Equal(sent, await ReadAllAsync(pair.Caller));
        Assert.Equal((sent.Length, sent.Length), (_proxy.Way.BytesThere, _proxy.Way.BytesBack));
    }

    [Fact]
    public async Task What_is_delayed_arrives_no_sooner_and_in_order()
    {
        using var pair = await ConnectAsync();
        _proxy.Way.Delay(TimeSpan.FromMilliseconds(100));
        var start = Stopwatch.GetTimestamp();
        await pair.Caller.WriteAsync(new byte[] { 1, 2, 3 }, Stop);
        var read = new byte[3];
        await pair.Target.ReadExactlyAsync(read, Stop);
        Assert.Equal([1, 2, 3], read);
        // A lower bound is what a delay is; there is none above.
        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(99));
        Assert.Equal(3, _proxy.Way.BytesDelayed);
    }

    [Fact]
    public async Task What_is_held_arrives_once_it_is_released()
    {
        using var pair = await ConnectAsync();
        _proxy.Way.Hold();
        await pair.Caller.WriteAsync(new byte[] { 7 }, Stop);
        while (_proxy.Way.BytesHeld == 0) await Task.Delay(1, Stop);
        Assert.Equal(0, _proxy.Way.BytesThere);
        Assert.False(pair.Target.DataAvailable);
        _proxy.Way.Release();
        var read = new byte[1];
        await pair.Target.ReadExactlyAsync(read, Stop);
        Assert.Equal(7, read[0]);
    }

    [Fact]
    public async Task A_reset_is_told_to_both_sides_and_new_connections_are_taken()
    {
        using var pair = await ConnectAsync();
        Assert.Equal(1, _proxy.Reset());
        await Assert.ThrowsAnyAsync<IOException>(async () => await pair.Caller.ReadExactlyAsync(new byte[1], Stop));
        await Assert.ThrowsAnyAsync<IOException>(async () => await pair.Target.ReadExactlyAsync(new byte[1], Stop));
        using var next = await ConnectAsync();
        await next.Caller.WriteAsync(new byte[] { 9 }, Stop);
        await next.Target.ReadExactlyAsync(new byte[1], Stop);
    }

    [Fact]
    public async Task Nobody_at_the_other_end_is_found_out()
    {
        _target.Stop();
        using var caller = new TcpClient();
        var error = await Record.ExceptionAsync(async () =>
        {
            // The reset may come before the connection is seen to stand.
            await caller.ConnectAsync(IPAddress.Loopback, _proxy.Port, Stop);
            await caller.GetStream().ReadExactlyAsync(new byte[1], Stop);
        });
        Assert.True(error is IOException or SocketException, $"{error}");
    }

    [Fact]
    public async Task A_way_that_holds_can_be_closed()
    {
        using var pair = await ConnectAsync();
        _proxy.Way.Hold();
        await pair.Caller.WriteAsync(new byte[] { 7 }, Stop);
        while (_proxy.Way.BytesHeld == 0) await Task.Delay(1, Stop);
        await _proxy.DisposeAsync();
        Assert.Equal(0, _proxy.Connections);
    }

    private async Task<Pair> ConnectAsync()
    {
        var caller = new TcpClient();
        await caller.ConnectAsync(IPAddress.Loopback, _proxy.Port, Stop);
        var pair = new Pair(caller.GetStream(), (await _target.AcceptTcpClientAsync(Stop)).GetStream());
        // The target may have it before the way has.
        while (_proxy.Connections == 0) await Task.Delay(1, Stop);
        return pair;
    }

    private static async Task SendAsync(NetworkStream from, byte[] bytes)
    {
        await from.WriteAsync(bytes, Stop);
        from.Socket.Shutdown(SocketShutdown.Send);
    }

    private static async Task<byte[]> ReadAllAsync(NetworkStream to)
    {
        using var all = new MemoryStream();
        await to.CopyToAsync(all, Stop);
        return all.ToArray();
    }

    private sealed record Pair(NetworkStream Caller, NetworkStream Target) : IDisposable
    {
        public void Dispose()
        {
            Caller.Dispose();
            Target.Dispose();
        }
    }
}
