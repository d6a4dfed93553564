using System;
using System.Threading.Tasks;
using Trading.Client.ScaleOut;

namespace Trading.Client.Chaos;

/// <summary>A silo process, and the way that clients take to it.</summary>
internal sealed class ChaosSilo(TrialSilo silo) : IAsyncDisposable
{
    /// <summary>The process.</summary>
    public TrialSilo Process { get; } = silo;

    /// <summary>The process's number, while it lives.</summary>
    public int? ProcessId { get; } = silo.ProcessId;

    /// <summary>The way to its gateway.</summary>
    public TcpProxy Gateway { get; } = TcpProxy.Start(silo.GatewayPort);

    /// <summary>True once the others have declared it dead: clients do not look for it any more.</summary>
    public bool IsDeclaredDead { get; set; }

    /// <summary>Ends it, frozen or not.</summary>
    public async ValueTask DisposeAsync()
    {
        Process.Send(Trading.Journal.Processes.PosixSignals.Continue);
        Process.Dispose();
        await Gateway.DisposeAsync();
    }
}
