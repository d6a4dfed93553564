using System;
using System.IO;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Trading.Silo.Tls;

/// <summary>
/// Wraps Orleans' connections into TLS by connection middleware: between silos, and between clients and gateways.
/// </summary>
public static class TlsConnections
{
    /// <summary>A peer that has not finished its handshake by then is dropped; it holds up nobody else.</summary>
    internal static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(5);

    /// <summary>All connections of a silo.</summary>
    public static ISiloBuilder UseTls(this ISiloBuilder silo, TlsIdentity identity) =>
        silo.Configure<SiloConnectionOptions>(options =>
        {
            options.ConfigureSiloInboundConnection(Server(identity, fromSilosOnly: true));
            options.ConfigureGatewayInboundConnection(Server(identity, fromSilosOnly: false));
            options.ConfigureSiloOutboundConnection(Client(identity));
        });

    /// <summary>All connections of a client.</summary>
    public static IClientBuilder UseTls(this IClientBuilder client, TlsIdentity identity)
    {
        client.Services.Configure<ClientConnectionOptions>(options => options.ConfigureConnection(Client(identity)));
        return client;
    }

    private static Action<IConnectionBuilder> Server(TlsIdentity identity, bool fromSilosOnly)
    {
        var options = identity.ServerOptions(fromSilosOnly);
        return builder => builder.Use(next => context =>
            RunAsync(context, next, (stream, limit) => stream.AuthenticateAsServerAsync(options, limit)));
    }

    private static Action<IConnectionBuilder> Client(TlsIdentity identity)
    {
        var options = identity.ClientOptions();
        return builder => builder.Use(next => context =>
            RunAsync(context, next, (stream, limit) => stream.AuthenticateAsClientAsync(options, limit)));
    }

    private static async Task RunAsync(
        ConnectionContext context, ConnectionDelegate next, Func<SslStream, CancellationToken, Task> handshake)
    {
        var plain = context.Transport;
        await using var stream = new SslStream(new DuplexStream(plain.Input.AsStream(), plain.Output.AsStream()));
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.ConnectionClosed);
            limit.CancelAfter(HandshakeLimit);
            await handshake(stream, limit.Token);
        }
        catch (Exception error) when (error is AuthenticationException or OperationCanceledException or IOException)
        {
            // No peer of ours, or none that keeps up: the connection ends before anybody reads a byte of it.
            context.Abort(new ConnectionAbortedException("TLS handshake: " + error.Message));
            return;
        }

        context.Transport = new TlsPipe(stream);
        try
        {
            await next(context);
        }
        finally
        {
            context.Transport = plain;
        }
    }

    /// <summary>The decrypted side.</summary>
    private sealed class TlsPipe(SslStream stream) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));

        public PipeWriter Output { get; } = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
    }
}
