using System;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;
using Trading.Model;
using Trading.Silo.Tls;

namespace Trading.Silo;

/// <summary>
/// A silo's set-up by name, from three places: the command line, then the environment (<c>TRADING_SILO_PORT</c> for
/// <c>silo-port</c>), then the section <c>Trading</c> of appsettings.json (<c>SiloPort</c>).
/// </summary>
/// <param name="flag">A flag's text; null when it is not given.</param>
/// <param name="configuration">The environment and the file.</param>
public sealed class SiloSources(Func<string, string?> flag, IConfiguration configuration)
{
    /// <summary>The section of appsettings.json.</summary>
    public const string Section = "Trading";

    /// <summary>The prefix of environment variables.</summary>
    public const string Prefix = "TRADING_";

    /// <summary>Reads the environment and appsettings.json of a folder.</summary>
    public static IConfiguration Read(string folder)
    {
        var variables = new ConfigurationBuilder().AddEnvironmentVariables(Prefix).Build();
        var file = new ConfigurationBuilder().SetBasePath(folder).AddJsonFile("appsettings.json", optional: true).Build();
        var merged = new ConfigurationManager();
        foreach (var (key, value) in file.GetSection(Section).AsEnumerable(makePathsRelative: true)) merged[key] = value;
        foreach (var (key, value) in variables.AsEnumerable())
        {
            merged[key.Replace("_", "", StringComparison.Ordinal)] = value;
        }

        return merged;
    }

    /// <summary>The set-up, checked.</summary>
    /// <returns>It, or what is wrong in one sentence.</returns>
    public Result<SiloSettings, string> Settings()
    {
        var usual = new SiloSettings();
        if (!Port("silo-port", usual.SiloPort).TryGet(out var siloPort, out var error)) return error;
        if (!Port("gateway-port", usual.GatewayPort).TryGet(out var gatewayPort, out error)) return error;
        if (!Port("health-port", 0).TryGet(out var healthPort, out error)) return error;
        if (!Port("dashboard-port", 0).TryGet(out var dashboardPort, out error)) return error;
        if (!Word("mode", SiloMode.Embedded).TryGet(out var mode, out error)) return error;
        var usualStore = mode == SiloMode.Cluster ? StoreKind.Postgres : StoreKind.File;
        if (!Word("store", usualStore).TryGet(out var store, out error)) return error;
        if (!Seconds("stall-limit", usual.StallLimit).TryGet(out var stallLimit, out error)) return error;
        if (!Word("log-format", LogFormat.Text).TryGet(out var logFormat, out error)) return error;
        if (!Collector().TryGet(out var otlp, out error)) return error;
        if (!PerThousand("traces", usual.TracesPerThousand).TryGet(out var traces, out error)) return error;
        if (!Switch("no-metrics").TryGet(out var isUnmeasured, out error)) return error;
        if (!Switch("keep-journal").TryGet(out var keepsJournal, out error)) return error;
        if (!IPAddress.TryParse(Text("bind") ?? "127.0.0.1", out var bind)) return $"--bind {Text("bind")}: write an IP address.";
        if (!Tls(out var tls, out error)) return error;
        var settings = usual with
        {
            SiloPort = siloPort,
            GatewayPort = gatewayPort,
            HealthPort = healthPort,
            DashboardPort = dashboardPort,
            Bind = bind,
            ClusterId = Text("cluster-id") ?? usual.ClusterId,
            DataDirectory = Text("data-dir") ?? usual.DataDirectory,
            Mode = mode,
            Store = store,
            Connection = Text("connection"),
            KeepsJournal = keepsJournal,
            Tls = tls,
            StallLimit = stallLimit,
            Measures = !isUnmeasured,
            Otlp = otlp.Uri,
            TracesPerThousand = traces,
            LogFormat = logFormat,
        };
        return Refusal(settings) is { } refusal ? refusal : settings;
    }

    /// <summary>What does not go together.</summary>
    private static string? Refusal(SiloSettings settings)
    {
        if (settings.SiloPort == 0 || settings.GatewayPort == 0 || settings.SiloPort == settings.GatewayPort)
        {
            return "the ports must be two different numbers from 1 to 65535.";
        }

        int[] others = [settings.SiloPort, settings.GatewayPort, settings.HealthPort];
        if (settings.DashboardPort > 0 && Array.IndexOf(others, settings.DashboardPort) >= 0)
        {
            return $"--dashboard-port {settings.DashboardPort} is another door's port: give one of its own.";
        }

        if (!IPAddress.IsLoopback(settings.Bind) && settings.Tls is null)
        {
            return $"--bind {settings.Bind} is reachable from outside, and without TLS anybody there could give orders: "
                + "give --tls-cert, --tls-key and --tls-ca, or bind to 127.0.0.1.";
        }

        if (!IPAddress.IsLoopback(settings.Bind) && settings.Mode != SiloMode.Cluster)
        {
            return $"--bind {settings.Bind}: a silo that is alone serves this machine; use --mode cluster.";
        }

        if (settings.Mode == SiloMode.Cluster && settings.Store != StoreKind.Postgres)
        {
            return "silos of a cluster share their journal: with --mode cluster use --store postgres.";
        }

        if (settings.Otlp is not null && !settings.Measures) return "--otlp has nothing to send with --no-metrics: leave one of them out.";
        return settings.Store == StoreKind.Postgres && string.IsNullOrWhiteSpace(settings.Connection)
            ? "--store postgres needs --connection (or TRADING_CONNECTION)."
            : null;
    }

    private string? Text(string name) =>
        flag(name) ?? (configuration[name.Replace("-", "", StringComparison.Ordinal)] is { Length: > 0 } text ? text : null);

    private Result<int, string> Port(string name, int usual)
    {
        if (Text(name) is not { } text) return usual;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65_535
            ? port
            : $"--{name} {text}: use a port from 1 to 65535.";
    }

    private Result<TimeSpan, string> Seconds(string name, TimeSpan usual)
    {
        if (Text(name) is not { } text) return usual;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 2 and <= 3600
            ? TimeSpan.FromSeconds(seconds)
            : $"--{name} {text}: use 2 to 3600 seconds.";
    }

    /// <summary>Measurements stay on this machine, as the health port does: its collector sends them on, with keys of its own.</summary>
    private Result<(Uri? Uri, bool IsGiven), string> Collector()
    {
        if (Text("otlp") is not { } text) return (null, false);
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp && uri.UserInfo.Length == 0
            && IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)
            ? (uri, true)
            : "--otlp: write this machine's collector as http://127.0.0.1:4318; it sends on to others.";
    }

    private Result<int, string> PerThousand(string name, int usual)
    {
        if (Text(name) is not { } text) return usual;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var share) && share <= 1_000
            ? share
            : $"--{name} {text}: use 0 to 1000, the calls of a thousand that are traced.";
    }

    private Result<bool, string> Switch(string name)
    {
        if (Text(name) is not { } text) return false;
        return bool.TryParse(text, out var isOn) ? isOn : $"--{name} {text}: use true or false.";
    }

    private Result<T, string> Word<T>(string name, T usual)
        where T : struct, Enum
    {
        if (Text(name) is not { } text) return usual;
        return char.IsAsciiLetter(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var value)
            ? value
            : $"--{name} {text}: use {string.Join(" or ", Enum.GetNames<T>()).ToLowerInvariant()}.";
    }

    private bool Tls(out TlsSettings? tls, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? error)
    {
        var (certificate, key, authority) = (Text("tls-cert"), Text("tls-key"), Text("tls-ca"));
        tls = certificate is not null && key is not null && authority is not null ? new(certificate, key, authority) : null;
        error = tls is null && (certificate ?? key ?? authority) is not null
            ? "give all of --tls-cert, --tls-key and --tls-ca, or none."
            : null;
        return error is null;
    }
}
