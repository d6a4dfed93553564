using System.Collections.Generic;
using System.IO;
using Trading.Silo.Dashboard;

namespace Trading.Silo;

/// <summary>What a silo says once it takes orders.</summary>
public static class SiloBanner
{
    /// <summary>The first line.</summary>
    public const string Ready = "Orleans.Trading silo is ready.";

    internal static void Write(SiloSettings settings, TextWriter output)
    {
        output.WriteLine(Ready);
        foreach (var (what, value) in Banner(settings)) output.WriteLine($"  {what,-9} {value}");
        output.WriteLine("Stop with Ctrl-C.");
        output.Flush();
    }

    private static IEnumerable<(string What, string Value)> Banner(SiloSettings settings)
    {
        yield return ("cluster", $"{settings.ClusterId} ({settings.Mode.ToString().ToLowerInvariant()})");
        yield return ("clients", $"{settings.Bind}:{settings.GatewayPort}");
        yield return ("silos", $"{settings.Bind}:{settings.SiloPort}");
        if (settings.Tls is not null) yield return ("tls", "mutual, on both ports");
        if (settings.HealthPort > 0) yield return ("health", $"http://127.0.0.1:{settings.HealthPort}/ready");
        if (settings.HealthPort > 0 && settings.Measures) yield return ("metrics", $"http://127.0.0.1:{settings.HealthPort}{SiloTelemetry.Path}");
        if (settings.DashboardPort > 0)
        {
            yield return ("dashboard", $"http://127.0.0.1:{settings.DashboardPort}{DashboardDoor.LoginPath}");
            yield return ("token", settings.DashboardTokenFile);
        }

        yield return ("tapes", Path.GetFullPath(settings.DataDirectory));
        yield return ("state", settings.Store switch
        {
            StoreKind.Memory => "in memory; it ends with this process",
            StoreKind.File => Path.GetFullPath(settings.JournalFolder),
            StoreKind.Postgres => "in PostgreSQL",
        });
    }
}
