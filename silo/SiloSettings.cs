using System;
using System.Net;
using Trading.Silo.Tls;

namespace Trading.Silo;

/// <summary>How a silo finds others.</summary>
public enum SiloMode : byte
{
    /// <summary>It is alone: its membership is in its own memory.</summary>
    Embedded = 1,

    /// <summary>It meets others in the database.</summary>
    Cluster = 2,
}

/// <summary>Where nodes keep their blocks.</summary>
public enum StoreKind : byte
{
    /// <summary>In this process: they end with it.</summary>
    Memory = 1,

    /// <summary>In files under the data directory, which one process has at a time.</summary>
    File = 2,

    /// <summary>In the database, which silos share.</summary>
    Postgres = 3,
}

/// <summary>How a silo writes its log.</summary>
public enum LogFormat : byte
{
    /// <summary>For people.</summary>
    Text = 1,

    /// <summary>One JSON document a line, with UTC times and event ids.</summary>
    Json = 2,
}

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

    /// <summary>The longest time that the silo's threads may stand still, when none is given.</summary>
    public static readonly TimeSpan DefaultStallLimit = TimeSpan.FromSeconds(15);

    /// <summary>The port for other silos, 1 to 65,535.</summary>
    public int SiloPort { get; init; } = DefaultSiloPort;

    /// <summary>The port for clients, 1 to 65,535.</summary>
    public int GatewayPort { get; init; } = DefaultGatewayPort;

    /// <summary>
    /// The address that both ports are bound to and that others are told; anything but loopback needs
    /// <see cref="Tls"/>.
    /// </summary>
    public IPAddress Bind { get; init; } = IPAddress.Loopback;

    /// <summary>The cluster's name; silos and clients of different names do not meet.</summary>
    public string ClusterId { get; init; } = DefaultClusterId;

    /// <summary>The folder whose tapes feeds may play.</summary>
    public string DataDirectory { get; init; } = "data";

    /// <summary>How it finds others.</summary>
    public SiloMode Mode { get; init; } = SiloMode.Embedded;

    /// <summary>Where nodes keep their blocks.</summary>
    public StoreKind Store { get; init; } = StoreKind.Memory;

    /// <summary>The folder of the journals, with the store on files.</summary>
    public string JournalFolder => System.IO.Path.Combine(DataDirectory, "journal");

    /// <summary>The database; needed for a cluster and for the store in it.</summary>
    public string? Connection { get; init; }

    /// <summary>
    /// With <see cref="SiloMode.Embedded"/>: the port of the silo that this one joins; 0 when it is the first. All of them live in
    /// one process and share its parts.
    /// </summary>
    public int PrimarySiloPort { get; init; }

    /// <summary>Keeps blocks that snapshots cover, for replays of the whole history. The store only grows.</summary>
    public bool KeepsJournal { get; init; }

    /// <summary>Certificates for all connections; null for plain ones.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>The loopback port of the health endpoints; 0 for none.</summary>
    public int HealthPort { get; init; }

    /// <summary>The loopback port of Orleans' dashboard; 0 for none, and then nothing of it is in the silo.</summary>
    public int DashboardPort { get; init; }

    /// <summary>Where samples of broken invariants are kept.</summary>
    public string BreachFolder => System.IO.Path.Combine(DataDirectory, "breaches");

    /// <summary>The file with the token that opens the dashboard. Silos of a cluster may share the directory, so each has its own.</summary>
    public string DashboardTokenFile => System.IO.Path.GetFullPath(System.IO.Path.Combine(
        DataDirectory, Mode == SiloMode.Cluster ? FormattableString.Invariant($"dashboard-{SiloPort}.token") : "dashboard.token"));

    /// <summary>True when the silo measures itself: for <c>trading top</c>, for /metrics on the health port and for <see cref="Otlp"/>.</summary>
    public bool Measures { get; init; } = true;

    /// <summary>The collector of this machine that gets metrics and traces by OTLP over HTTP; null for none. Always loopback.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>Of a thousand calls, how many are traced; 0 to 1000.</summary>
    public int TracesPerThousand { get; init; } = 10;

    /// <summary>How the log is written.</summary>
    public LogFormat LogFormat { get; init; } = LogFormat.Text;

    /// <summary>When the silo's threads stand still for longer, the process ends itself.</summary>
    public TimeSpan StallLimit { get; init; } = DefaultStallLimit;
}
