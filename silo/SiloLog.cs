using System.Net;
using Microsoft.Extensions.Logging;

namespace Trading.Silo;

/// <summary>The silo's own messages, and the log in JSON.</summary>
internal static partial class SiloLog
{
    /// <summary>The category under which they are logged.</summary>
    public const string Category = "Trading.Silo";

    /// <summary>One JSON document a line on the standard output, nothing beside it.</summary>
    public static void UseJson(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddFilter(Category, LogLevel.Information);
        logging.AddJsonConsole(console =>
        {
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
        });
    }

    [LoggerMessage(
        1501, LogLevel.Information, "The silo of {Cluster} is ready on {Address}: silos {SiloPort}, clients {GatewayPort}, health {HealthPort}.")]
    public static partial void Ready(ILogger log, string cluster, IPAddress address, int siloPort, int gatewayPort, int healthPort);

    [LoggerMessage(1502, LogLevel.Information, "The silo has stopped.")]
    public static partial void Stopped(ILogger log);

    [LoggerMessage(1503, LogLevel.Information, "Orleans' dashboard is on port {Port} for whoever has the token in {TokenFile}.")]
    public static partial void Dashboard(ILogger log, int port, string tokenFile);
}
