using System;
using System.CommandLine;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Trading.Silo;

/// <summary>The silo's command line.</summary>
internal static class SiloCommand
{
    private const int UsageExit = 2;
    private const int EnvironmentExit = 4;

    /// <summary>The command, with its options and its example.</summary>
    public static RootCommand Create(TextWriter output, TextWriter error)
    {
        var siloPort = new Option<int>("--silo-port")
        {
            Description = "Loopback port for other silos.",
            DefaultValueFactory = _ => SiloSettings.DefaultSiloPort,
        };
        var gatewayPort = new Option<int>("--gateway-port")
        {
            Description = "Loopback port for clients.",
            DefaultValueFactory = _ => SiloSettings.DefaultGatewayPort,
        };
        var clusterId = new Option<string>("--cluster-id")
        {
            Description = "Silos and clients of different names do not meet.",
            DefaultValueFactory = _ => SiloSettings.DefaultClusterId,
        };
        var dataDirectory = new Option<string>("--data-dir")
        {
            Description = "Folder whose tapes feeds may play.",
            DefaultValueFactory = _ => "data",
        };
        var root = new RootCommand(
            "Runs a silo of Orleans.Trading on loopback until Ctrl-C or SIGTERM. "
            + "Its state is in memory and ends with it.\n\n"
            + "Example:\n  dotnet run -c Release --project silo -- --gateway-port 30001 --silo-port 11112")
        {
            siloPort, gatewayPort, clusterId, dataDirectory,
        };
        root.SetAction((parsed, stop) => RunAsync(
            new SiloSettings
            {
                SiloPort = parsed.GetValue(siloPort),
                GatewayPort = parsed.GetValue(gatewayPort),
                ClusterId = parsed.GetValue(clusterId) ?? SiloSettings.DefaultClusterId,
                DataDirectory = parsed.GetValue(dataDirectory) ?? "data",
            },
            output, error, stop));
        return root;
    }

    private static async Task<int> RunAsync(
        SiloSettings settings, TextWriter output, TextWriter error, CancellationToken stop)
    {
        if (settings.SiloPort is < 1 or > 65_535 || settings.GatewayPort is < 1 or > 65_535
            || settings.SiloPort == settings.GatewayPort)
        {
            error.WriteLine("error: the ports must be two different numbers from 1 to 65535.");
            return UsageExit;
        }

        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddTradingSilo(settings);
        using var host = builder.Build();
        try
        {
            await host.StartAsync(stop);
        }
        catch (Exception failure) when (SocketError(failure) is { } reason)
        {
            error.WriteLine($"error: the silo cannot listen on its ports: {reason}.");
            error.WriteLine("Give others with --silo-port and --gateway-port.");
            return EnvironmentExit;
        }

        WriteBanner(settings, output);
        await host.WaitForShutdownAsync(stop);
        output.WriteLine("Silo stopped.");
        return 0;
    }

    private static void WriteBanner(SiloSettings settings, TextWriter output)
    {
        output.WriteLine("Orleans.Trading silo is ready.");
        output.WriteLine($"  cluster   {settings.ClusterId}");
        output.WriteLine($"  clients   127.0.0.1:{settings.GatewayPort}");
        output.WriteLine($"  silos     127.0.0.1:{settings.SiloPort}");
        output.WriteLine($"  tapes     {Path.GetFullPath(settings.DataDirectory)}");
        output.WriteLine("  state     in memory; it ends with this process");
        output.WriteLine("Stop with Ctrl-C.");
        output.Flush();
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
