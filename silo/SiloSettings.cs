namespace Trading.Silo;

/// <summary>What a silo process is started with.</summary>
public sealed record SiloSettings
{
    /// <summary>The port for other silos, when none is given.</summary>
    public const int DefaultSiloPort = 11_111;

    /// <summary>The port for clients, when none is given.</summary>
    public const int DefaultGatewayPort = 30_000;

    /// <summary>The cluster's name, when none is given.</summary>
    public const string DefaultClusterId = "trading";

    /// <summary>The service's name: it keys state and never changes.</summary>
    public const string ServiceId = "orleans-trading";

    /// <summary>The loopback port for other silos, 1 to 65,535.</summary>
    public int SiloPort { get; init; } = DefaultSiloPort;

    /// <summary>The loopback port for clients, 1 to 65,535.</summary>
    public int GatewayPort { get; init; } = DefaultGatewayPort;

    /// <summary>The cluster's name; silos and clients of different names do not meet.</summary>
    public string ClusterId { get; init; } = DefaultClusterId;

    /// <summary>The folder whose tapes feeds may play.</summary>
    public string DataDirectory { get; init; } = "data";
}
