using System;
using System.IO;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Trading.Grains;
using Trading.Journal;
using Trading.Journal.Files;
using Trading.Silo;

namespace Trading.Campaigns.Planted;

/// <summary>A silo with a bug planted between its grains and its journals, so that the checker can be checked.</summary>
internal static class PlantedHost
{
    /// <summary>Acknowledges before the block is written.</summary>
    public const string AcknowledgesEarly = "acknowledges-early";

    /// <summary>Forgets at a restart which calls were carried out.</summary>
    public const string ForgetsCalls = "forgets-calls";

    /// <summary>No bug: the same host must then pass.</summary>
    public const string Nothing = "nothing";

    /// <summary>Runs it until it is ended: the bug, then --data-dir, --silo-port and --gateway-port with their values.</summary>
    public static async Task<int> RunAsync(string[] words)
    {
        if (words is not [var bug, _, var dataDirectory, _, var siloPort, _, var gatewayPort]) return 2;
        using var files = new FileBlockTables(new FileJournalSettings { Folder = Path.Combine(dataDirectory, "journal") });
        IBlockTable tables = bug switch
        {
            AcknowledgesEarly => new EarlyTables(files),
            ForgetsCalls => new ForgetfulTables(files),
            Nothing => files,
            _ => throw new ArgumentException($"no such bug: {bug}", nameof(words)),
        };
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(
                int.Parse(siloPort), int.Parse(gatewayPort), null, SiloSettings.ServiceId, SiloSettings.DefaultClusterId);
            silo.AddTradingGrains(new TapeDirectory(dataDirectory), new NodeStores(tables));
        });
        using var host = builder.Build();
        await host.StartAsync();
        Console.WriteLine("The planted silo is ready.");
        await host.WaitForShutdownAsync();
        return 0;
    }
}
