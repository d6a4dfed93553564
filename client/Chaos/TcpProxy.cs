using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Trading.Client.Chaos;

/// <summary>
/// A way between two processes of this machine on which traffic can be delayed, held or cut. It stands outside of both: nothing
/// of the system knows that it is there.
/// </summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly HashSet<ProxyLink> _links = [];
    private readonly ProxyWay _way = new();
    private Task _accepting = Task.CompletedTask;

    private TcpProxy(int target) => _target = target;

    /// <summary>Where it listens on loopback.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What has passed, been delayed and been held.</summary>
    public ProxyWay Way => _way;

    /// <summary>Connections that stand.</summary>
    public int Connections
    {
        get
        {
            lock (_gate) return _links.Count;
        }
    }

    /// <summary>Opens a way to a loopback port.</summary>
    public static TcpProxy Start(int target)
    {
        var proxy = new TcpProxy(target);
        proxy._listener.Start();
        proxy._accepting = proxy.AcceptAsync();
        return proxy;
    }

    /// <summary>Resets every connection that stands; new ones are taken.</summary>
    /// <returns>How many.</returns>
    public int Reset()
    {
        ProxyLink[] links;
        lock (_gate) links = [.. _links];
        foreach (var link in links) link.Reset();
        return links.Length;
    }

    /// <summary>Closes the way and what goes over it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        Reset();
        Task[] running;
        lock (_gate) running = [.. _links.Select(link => link.Ended)];
        _way.Release();
        await Task.WhenAll(running);
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _ = LinkAsync(await _listener.AcceptSocketAsync(_stop.Token).ConfigureAwait(false));
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The end, or a caller who gave up before it was accepted.
            }
        }
    }

    private async Task LinkAsync(Socket caller)
    {
        var target = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        caller.NoDelay = true;
        try
        {
            await target.ConnectAsync(IPAddress.Loopback, _target, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            // Nobody is there: the caller finds that out as it would without us.
            target.Dispose();
            caller.Close(timeout: 0);
            return;
        }

        var link = new ProxyLink(caller, target, _way);
        lock (_gate) _links.Add(link);
        await link.RunAsync().ConfigureAwait(false);
        lock (_gate) _links.Remove(link);
    }
}
