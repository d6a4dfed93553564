using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Trading.Silo;

/// <summary>The silo's command line.</summary>
internal static class SiloCommand
{
    private const int UsageExit = 2;
    private const int EnvironmentExit = 4;
    private static readonly TimeSpan DatabasePatience = TimeSpan.FromSeconds(20);

    private const string Description = """
        Runs a silo of Orleans.Trading until Ctrl-C or SIGTERM, and drains it before it ends.

        Alone, as for trials:
          dotnet run -c Release --project silo -- --gateway-port 30001 --silo-port 11112

        In a cluster, over a database that 'trading cluster init-db' has prepared:
          TRADING_CONNECTION='Host=127.0.0.1;Database=trading;Username=trading' \
            dotnet run -c Release --project silo -- --mode cluster --health-port 8080

        Every flag can come from the environment (--silo-port as TRADING_SILO_PORT) or from the section "Trading" of an
        appsettings.json in the working folder (SiloPort). The command line wins over the environment, and that over the file.
        """;

    /// <summary>The command, with its options and its example.</summary>
    public static RootCommand Create(TextWriter output, TextWriter error)
    {
        Option<string>[] texts =
        [
            Text("silo-port", $"Port for other silos; default {SiloSettings.DefaultSiloPort}."),
            Text("gateway-port", $"Port for clients; default {SiloSettings.DefaultGatewayPort}."),
            Text("bind", "Address of both ports; default 127.0.0.1. Any other needs TLS."),
            Text("cluster-id", $"Silos and clients of different names do not meet; default {SiloSettings.DefaultClusterId}."),
            Text("data-dir", "Folder of the journal and of the tapes that feeds may play; default data."),
            Text("mode", "embedded: alone, the default; cluster: with others, over the database."),
            Text("store", "Where books keep their journals: file (default), postgres (default in a cluster) or memory."),
            Text("connection", "The database, in Npgsql's key=value form; passwords belong into a passfile."),
            Text("tls-cert", "This silo's certificate, PEM."),
            Text("tls-key", "Its private key, PEM, mode 0600."),
            Text("tls-ca", "The authority that all parties are signed by, PEM."),
            Text("health-port", "Loopback port of /live, /ready and /metrics (Prometheus) over HTTP; default none."),
            Text("dashboard-port", "Loopback port of Orleans' dashboard, for whoever has the token in the data directory; default none."),
            Text("otlp", "This machine's collector of metrics and traces, as http://127.0.0.1:4318; default none."),
            Text("traces", "With --otlp: of a thousand calls, how many are traced; default 10."),
            Text("log-format", "text, the default; json: one document a line."),
            Text("stall-limit", "Seconds after which a silo whose threads stand still ends itself; default 15."),
        ];
        var keepJournal = new Option<bool?>("--keep-journal")
        {
            Description = "Keep the blocks that snapshots cover; the database only grows.",
        };
        var noMetrics = new Option<bool?>("--no-metrics") { Description = "Do not measure: neither for 'trading top' nor for /metrics." };
        var root = new RootCommand(Description);
        foreach (var text in texts) root.Add(text);
        root.Add(keepJournal);
        root.Add(noMetrics);
        root.SetAction((parsed, stop) => RunAsync(
            new SiloSources(
                name => name switch
                {
                    "keep-journal" => parsed.GetValue(keepJournal)?.ToString(),
                    "no-metrics" => parsed.GetValue(noMetrics)?.ToString(),
                    _ => parsed.GetValue(texts.Single(text => text.Name == "--" + name)),
                },
                SiloSources.Read(Directory.GetCurrentDirectory())),
            output,
            error,
            stop));
        return root;

        static Option<string> Text(string name, string description) => new("--" + name) { Description = description };
    }

    private static async Task<int> RunAsync(
        SiloSources sources, TextWriter output, TextWriter error, CancellationToken stop)
    {
        if (!sources.Settings().TryGet(out var settings, out var wrong)) return Fail(error, UsageExit, wrong);
        if (!SiloParts.Make(settings).TryGet(out var parts, out wrong)) return Fail(error, UsageExit, wrong);
        await using var owned = parts;
        if (await parts.CheckAsync(DatabasePatience, stop) is { } problem) return Fail(error, EnvironmentExit, problem);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        if (settings.LogFormat == LogFormat.Json) SiloLog.UseJson(builder.Logging);
        builder.AddTradingSilo(settings, parts);
        using var host = builder.Build();
        try
        {
            await host.StartAsync(stop);
        }
        catch (Exception failure) when (SocketError(failure) is { } reason)
        {
            return Fail(
                error, EnvironmentExit, $"the silo cannot listen on its ports: {reason}. Give others with --silo-port, "
                + "--gateway-port, --health-port or --dashboard-port.");
        }

        var log = settings.LogFormat == LogFormat.Json ? host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(SiloLog.Category) : null;
        if (log is null) SiloBanner.Write(settings, output);
        else SiloLog.Ready(log, settings.ClusterId, settings.Bind, settings.SiloPort, settings.GatewayPort, settings.HealthPort);
        if (log is not null && settings.DashboardPort > 0) SiloLog.Dashboard(log, settings.DashboardPort, settings.DashboardTokenFile);
        await host.WaitForShutdownAsync(stop);
        if (log is null) output.WriteLine("Silo stopped.");
        else SiloLog.Stopped(log);
        return 0;
    }

    private static int Fail(TextWriter error, int exit, string message)
    {
        error.WriteLine("error: " + message);
        return exit;
    }

    private static string? SocketError(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException or IOException) return cause.Message.TrimEnd('.');
        }

        return null;
    }
}
