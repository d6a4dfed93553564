using System;
using System.Net;
using Orleans.Configuration;
using Orleans.Hosting;
using Trading.Silo.SmallState;

namespace Trading.Silo;

/// <summary>How silos find each other and find out who is gone.</summary>
internal static class SiloMembership
{
    private const string Provider = "Npgsql";

    /// <summary>The grain storage for small state.</summary>
    public const string ConfigStorage = "config";

    /// <summary>Alone, or over the database with reminders and small state in it.</summary>
    public static ISiloBuilder UseMembership(this ISiloBuilder silo, SiloSettings settings, SiloParts parts)
    {
        if (settings.Mode == SiloMode.Embedded)
        {
            var primary = settings.PrimarySiloPort == 0 ? null : new IPEndPoint(IPAddress.Loopback, settings.PrimarySiloPort);
            silo.UseLocalhostClustering(
                settings.SiloPort, settings.GatewayPort, primary, SiloSettings.ServiceId, settings.ClusterId);
            if (settings.Store != StoreKind.File) return silo.UseInMemoryReminderService().AddMemoryGrainStorage(ConfigStorage);
            var file = SqliteState.Prepare(settings.DataDirectory);
            silo.UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (SqliteState.Invariant, file));
            return silo.AddState(SqliteState.Invariant, file);
        }

        var connection = parts.Database?.ProviderConnectionString ?? "";
        silo.Configure<ClusterOptions>(options =>
        {
            options.ClusterId = settings.ClusterId;
            options.ServiceId = SiloSettings.ServiceId;
        });
        silo.ConfigureEndpoints(settings.Bind, settings.SiloPort, settings.GatewayPort, listenOnAnyHostAddress: false);
        silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Provider, connection));
        silo.UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (Provider, connection));
        silo.AddState(Provider, connection);
        return silo.Configure<ClusterMembershipOptions>(Tune);
    }

    private static ISiloBuilder AddState(this ISiloBuilder silo, string invariant, string connection) =>
        silo.AddAdoNetGrainStorage(
            ConfigStorage, options => (options.Invariant, options.ConnectionString) = (invariant, connection));

    /// <summary>
    /// A silo that is killed is declared dead after about three missed probes, one second each. While a silo notices that
    /// it is itself slow, it gives others more time (the probe time-outs are extended), and another silo is asked to probe
    /// before anybody is declared dead: a busy processor alone evicts nobody.
    /// </summary>
    private static void Tune(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = TimeSpan.FromSeconds(1);
        options.NumMissedProbesLimit = 3;
        options.NumVotesForDeathDeclaration = 1;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        options.DefunctSiloExpiration = TimeSpan.FromDays(1);
        options.ExtendProbeTimeoutDuringDegradation = true;
        options.EnableIndirectProbes = true;
    }
}
