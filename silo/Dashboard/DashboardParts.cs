using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Dashboard;
using Orleans.Hosting;
using Orleans.Serialization.Configuration;

namespace Trading.Silo.Dashboard;

/// <summary>What a silo has of Orleans' dashboard: all of it or nothing.</summary>
internal static class DashboardParts
{
    private static readonly Assembly Library = typeof(DashboardOptions).Assembly;

    /// <summary>
    /// Adds grains, counters and the filter that times calls where it is wanted. Elsewhere not even the grains are known, so no
    /// other silo places one here.
    /// </summary>
    public static void UseDashboard(this ISiloBuilder silo, bool isOn)
    {
        if (isOn)
        {
            silo.AddDashboard(Configure);
            return;
        }

        silo.Services.PostConfigure<TypeManifestOptions>(manifest =>
        {
            manifest.Interfaces.RemoveWhere(type => type.Assembly == Library);
            manifest.InterfaceImplementations.RemoveWhere(type => type.Assembly == Library);
        });
    }

    /// <summary>The log is not shown: it is the terminal's and the collector's, and a reader would hold a connection for an hour.</summary>
    public static void Configure(DashboardOptions options) => options.HideTrace = true;
}
