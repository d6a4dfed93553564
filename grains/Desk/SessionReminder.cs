using System;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Orleans;
using Trading.GrainInterfaces;

namespace Trading.Grains;

/// <summary>Has a session's grain called up every now and then: whoever dies, somebody drives on.</summary>
/// <param name="grain">The grain.</param>
/// <param name="key">Its name for the log.</param>
/// <param name="log">Told when the reminder cannot be set.</param>
internal sealed partial class SessionReminder(Grain grain, string key, ILogger log)
{
    private const string Name = "drive";

    /// <summary>Sets it, or takes it back. A session goes on without it; it only does not come back by itself.</summary>
    public async Task SetAsync(bool isOn)
    {
        try
        {
            if (isOn) await grain.RegisterOrUpdateReminder(Name, IDeskGrain.ReminderPeriod, IDeskGrain.ReminderPeriod);
            else if (await grain.GetReminder(Name) is { } reminder) await grain.UnregisterReminder(reminder);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogNotSet(error, key, isOn);
        }
    }

    [LoggerMessage(1202, LogLevel.Warning, "The reminder of session {Key} cannot be set to {IsOn}: it is tried again when somebody asks.")]
    private partial void LogNotSet(Exception error, string key, bool isOn);
}
