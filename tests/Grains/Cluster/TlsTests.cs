using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Trading.GrainInterfaces;
using Trading.Silo;
using Trading.Silo.Tls;
using Xunit;

namespace Trading.Tests.Grains.Cluster;

public sealed class TlsTests(ClusterDatabase database) : IClassFixture<ClusterDatabase>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_silos_meet_over_tls_and_serve_a_client_with_a_certificate_and_nobody_else()
    {
        using var authority = new TestAuthority();
        using var stranger = new TestAuthority();
        await using var one = await StartAsync(authority);
        await using var two = await StartAsync(authority);
        await Wait.UntilAsync(
            () => one.Client.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true), hosts => hosts.Count == 2);

        // A peer that says nothing must hold up nobody.
        using var silent = new TcpClient();
        await silent.ConnectAsync(IPAddress.Loopback, one.Settings.GatewayPort, Stop);
        Assert.True(await CanCallAsync(one.Settings.GatewayPort, authority.Load(authority.Identity("client"))));

        Assert.False(await CanCallAsync(one.Settings.GatewayPort, null));
        foreach (var port in new[] { one.Settings.GatewayPort, one.Settings.SiloPort })
        {
            Assert.True(await IsRefusedInPlainAsync(port));
            Assert.True(await IsRefusedAsync(port, null));
            Assert.True(await IsRefusedAsync(port, stranger.Identity("silo")));
            Assert.True(await IsRefusedAsync(port, authority.Expired("silo-late")));
        }

        Assert.True(await IsRefusedAsync(one.Settings.SiloPort, authority.Identity("client")));
    }

    [Fact]
    public void A_key_that_others_can_read_is_refused()
    {
        using var authority = new TestAuthority();
        var settings = authority.Identity("silo");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(settings.Key, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.False(TlsIdentity.Load(settings).TryGet(out _, out var wrong));
        Assert.Contains("chmod 600", wrong);
        Assert.False(TlsIdentity.Load(settings with { Key = settings.Key + ".no" }).IsOk);
    }

    private Task<HostedSilo> StartAsync(TestAuthority authority) => HostedSilo.StartAsync(new SiloSettings
    {
        Mode = SiloMode.Cluster,
        Store = StoreKind.Postgres,
        Connection = database.Server.ConnectionString,
        ClusterId = "tls",
        Tls = authority.Identity("silo"),
    });

    /// <summary>Whether Orleans' own client reaches a book through the gateway.</summary>
    private static async Task<bool> CanCallAsync(int port, TlsIdentity? identity)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseOrleansClient(client =>
        {
            client.UseLocalhostClustering(port, SiloSettings.ServiceId, "tls");
            client.UseConnectionRetryFilter((_, _) => Task.FromResult(false));
            if (identity is not null) client.UseTls(identity);
        });
        using var host = builder.Build();
        try
        {
            await host.StartAsync(Stop);
            var book = host.Services.GetRequiredService<IClusterClient>().GetGrain<IBookGrain>(TradingCluster.BookKey("sim:TLS"));
            var answer = await book.Inspect();
            await host.StopAsync(Stop);
            return answer.Payload.Length > 0;
        }
        catch (Exception) when (!Stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task<bool> IsRefusedInPlainAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Stop);
        await client.GetStream().WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), Stop);
        return await IsClosedAsync(client.GetStream());
    }

    /// <summary>Whether a peer that believes everything, with these certificates, is cut off.</summary>
    private static async Task<bool> IsRefusedAsync(int port, TlsSettings? identity)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Stop);
        await using var stream = new SslStream(client.GetStream());
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = TlsIdentity.SiloName,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
        };
        using var own = identity is null ? null : X509Certificate2.CreateFromPemFile(identity.Certificate, identity.Key);
        if (own is not null) options.ClientCertificateContext = SslStreamCertificateContext.Create(own, null, offline: true);
        try
        {
            await stream.AuthenticateAsClientAsync(options, Stop);
        }
        catch (Exception error) when (error is AuthenticationException or IOException)
        {
            return true;
        }

        return await IsClosedAsync(stream);
    }

    /// <summary>
    /// Begins Orleans' preamble and never ends it: who is welcome is waited for, who is not has been cut off.
    /// </summary>
    private static async Task<bool> IsClosedAsync(Stream stream)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        try
        {
            await stream.WriteAsync(new byte[] { 64, 0, 0, 0 }, patience.Token);
            return await stream.ReadAsync(new byte[16], patience.Token) == 0;
        }
        catch (IOException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
