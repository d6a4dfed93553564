using System;
using System.Diagnostics;
using System.IO;
using Trading.Silo.Tls;
using Xunit;

namespace Trading.Tests.Grains.Cluster;

/// <summary>Identities made by the script of the documents, in a temporary folder.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("trading-tls-").FullName;

    public TestAuthority() => Run(_folder);

    public TlsSettings Identity(string name) =>
        new(Path.Combine(_folder, name + ".pem"), Path.Combine(_folder, name + ".key"), Path.Combine(_folder, "ca.pem"));

    /// <summary>An identity whose time is over.</summary>
    public TlsSettings Expired(string name)
    {
        Run(_folder, name, "-1");
        return Identity(name);
    }

    public TlsIdentity Load(TlsSettings settings)
    {
        Assert.True(TlsIdentity.Load(settings).TryGet(out var identity, out var wrong), wrong);
        return identity;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Run(params string[] arguments)
    {
        var script = Path.Combine(Root(), "tests", "tls", "make-ca.sh");
        using var process = Process.Start(new ProcessStartInfo("bash", [script, .. arguments]));
        process?.WaitForExit();
        Assert.Equal(0, process?.ExitCode);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Orleans.Trading.sln"))) folder = Path.GetDirectoryName(folder) ?? "/";
        return folder;
    }
}
