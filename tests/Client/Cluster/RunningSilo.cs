using System.IO;
using System.Threading.Tasks;
using Trading.Client.Cluster;
using Trading.Client.Tests.Tape;
using Trading.Silo;
using Xunit;

namespace Trading.Client.Tests.Cluster;

/// <summary>
/// A silo that the commands connect to over loopback, for all tests of a class; each uses a session of its own.
/// </summary>
public sealed class RunningSilo : IAsyncLifetime
{
    private EmbeddedSilo? _silo;

    /// <summary>The flags that name it.</summary>
    internal string[] Flags(string session) =>
        ["--gateway-port", $"{_silo?.GatewayPort}", "--cluster-id", EmbeddedSilo.ClusterId, "--session", session];

    public async ValueTask InitializeAsync()
    {
        var started = await EmbeddedSilo.StartAsync(
            Path.GetDirectoryName(SampleTape.Path) ?? "", StoreKind.Memory, TestContext.Current.CancellationToken);
        Assert.True(started.TryGet(out _silo, out var error), error);
    }

    public async ValueTask DisposeAsync()
    {
        if (_silo is not null) await _silo.DisposeAsync();
    }
}
