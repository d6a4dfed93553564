namespace Trading.Client.Bench;

/// <summary>How the durable benchmark runs.</summary>
/// <param name="Store">file, postgres or memory.</param>
/// <param name="Connection">The database, for postgres; null starts a private one.</param>
/// <param name="Batch">Orders per call.</param>
/// <param name="Clients">Callers, each with a book of its own.</param>
/// <param name="InFlight">Calls that each caller has on their way.</param>
/// <param name="WarmUpSeconds">Load before the first timed run, so that compiling is not measured.</param>
/// <param name="Seconds">Length of a timed run.</param>
/// <param name="Runs">Timed runs; the figures are their medians.</param>
internal sealed record DurableBenchOptions(
    string Store, string? Connection, int Batch, int Clients, int InFlight, double WarmUpSeconds, double Seconds, int Runs);

/// <summary>Durable orders from an external process through the gateway, and the ceilings beside them.</summary>
/// <param name="Store">Where the journal was.</param>
/// <param name="Batch">Orders per call.</param>
/// <param name="Clients">Callers, each with a book of its own.</param>
/// <param name="InFlight">Calls that each caller had on their way.</param>
/// <param name="OrdersPerSecond">Acknowledged orders per second.</param>
/// <param name="CallsPerSync">Calls that shared a commit.</param>
/// <param name="P50Us">Round trip of a call, half are faster; microseconds.</param>
/// <param name="P95Us">95 % are faster.</param>
/// <param name="P99Us">99 % are faster.</param>
/// <param name="P999Us">99.9 % are faster.</param>
/// <param name="CeilingGatewayPerSecond">Orders per second with the same payloads and answers through an empty
/// grain.</param>
/// <param name="CeilingSyncPerSecond">Orders per second of bare synced appends of the same blocks.</param>
/// <param name="EngineOnlyPerSecond">Orders per second of the book alone, in this process.</param>
/// <param name="RatioToLowerCeiling">The median of the ratios of neighbouring runs to the lower of the two ceilings.</param>
/// <param name="AllocatedBytesPerOrder">Bytes that the silo allocated per order beyond the payloads and answers.</param>
/// <param name="JournalBytesPerOrder">Bytes of blocks per order.</param>
/// <param name="SiloCpuUsPerOrder">The silo's processor time per order.</param>
/// <param name="ClientCpuUsPerOrder">This process' processor time per order.</param>
/// <param name="LoadAverage">The machine's load when the run began.</param>
/// <param name="Runs">Orders per second of every run.</param>
internal sealed record DurableBenchResult(
    string Store,
    int Batch,
    int Clients,
    int InFlight,
    double OrdersPerSecond,
    double CallsPerSync,
    double P50Us,
    double P95Us,
    double P99Us,
    double P999Us,
    double CeilingGatewayPerSecond,
    double CeilingSyncPerSecond,
    double EngineOnlyPerSecond,
    double RatioToLowerCeiling,
    double AllocatedBytesPerOrder,
    double JournalBytesPerOrder,
    double SiloCpuUsPerOrder,
    double ClientCpuUsPerOrder,
    double LoadAverage,
    double[] Runs);
