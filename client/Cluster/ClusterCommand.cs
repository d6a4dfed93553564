using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading.Tasks;
using Orleans.Runtime;
using Spectre.Console;

namespace Trading.Client.Cluster;

/// <summary><c>trading cluster</c>: the silos and what they host.</summary>
internal sealed class ClusterCommand(Terminal terminal)
{
    private const string Description = """
        Show the silos of a cluster and how many grains of each kind they host.

        Examples:
          trading cluster status
          trading cluster status --gateway-port 30001 --json
          trading cluster status --embedded
        """;

    private readonly ClusterFlags _flags = new();

    /// <summary>The command and its verbs.</summary>
    public static Command Create(Terminal terminal)
    {
        var status = new Command("status", Description);
        var command = new ClusterCommand(terminal);
        command._flags.AddTo(status);
        status.SetAction((parsed, stop) => command._flags.WithClusterAsync(
            parsed, terminal, cluster => command.ShowAsync(cluster, command._flags.IsJson(parsed)), stop));
        return new Command("cluster", "The silos of a cluster and their database.")
        {
            status,
            InitDbCommand.Create(terminal),
            ScaleOut.ScaleOutCommand.Create(terminal),
            ScaleOut.FailoverCommand.Create(terminal),
        };
    }

    private async Task<int> ShowAsync(ClusterConnection cluster, bool isJson)
    {
        var members = await ClusterMembers.ReadAsync(cluster.Client);
        var grains = await members.GrainsAsync(cluster.Client);
        var silos = members.Silos.Select(silo => Summarize(silo.Address, silo.Status, grains)).ToArray();
        if (isJson) terminal.WriteJson(new { silos });
        else terminal.Rich.Write(Table(silos));
        return silos.Any(silo => silo.Status == nameof(SiloStatus.Active)) ? ExitCode.Ok : ExitCode.CheckFailed;
    }

    private static SiloSummary Summarize(
        SiloAddress address, SiloStatus status, IReadOnlyList<DetailedGrainStatistic> grains)
    {
        var hosted = grains.Where(grain => grain.SiloAddress.Equals(address)).ToArray();
        return new SiloSummary(
            address.Endpoint.ToString(),
            status.ToString(),
            Count("BookGrain"),
            Count("FeedGrain"),
            Count("MarketGrain"));

        int Count(string kind) => hosted.Count(grain => grain.GrainType.Contains(kind, StringComparison.Ordinal));
    }

    private static Table Table(IEnumerable<SiloSummary> silos)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("silo", "status", "books", "feeds", "markets");
        foreach (var silo in silos)
        {
            table.AddRow(silo.Silo, silo.Status, silo.Books.ToString(), silo.Feeds.ToString(), silo.Markets.ToString());
        }

        return table;
    }

    private sealed record SiloSummary(string Silo, string Status, int Books, int Feeds, int Markets);
}
