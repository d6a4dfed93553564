using System;
using System.Threading;
using System.Threading.Tasks;
using Trading.Desk;

namespace Trading.Grains;

/// <summary>
/// Has a session driven: makes a driver from the record, another one whenever it must begin again, until the rounds are at their
/// end. What goes wrong is told and tried again.
/// </summary>
/// <param name="begin">Makes a driver from the record; null while there is no record to begin from.</param>
/// <param name="clock">For the pause between two attempts.</param>
/// <param name="told">Told why a driver begins again.</param>
internal sealed class SessionDrive(Func<SessionDriver?> begin, TimeProvider clock, Action<string, Exception?> told) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private SessionDriver? _driver;
    private string _problem = "";

    /// <summary>The rounds; null before the first driver.</summary>
    public RoundCoordinator? Rounds => _driver?.Rounds;

    /// <summary>Whether nothing is left to handle.</summary>
    public bool IsDone => _driver is { Rounds.IsDone: true };

    /// <summary>Whether nothing is left to handle and nobody drives.</summary>
    public bool IsOver => IsDone && _running.IsCompleted;

    /// <summary>Why it does not get on; empty while it does.</summary>
    public string Problem => _problem.Length > 0 ? _problem : _driver?.Problem ?? "";

    /// <summary>Drives on, if nobody does.</summary>
    /// <param name="around">What is done before and after: told false and true when the rounds are at their end.</param>
    public void GoOn(Func<bool, Task> around)
    {
        if (_running.IsCompleted && !_stop.IsCancellationRequested && !IsDone) _running = RunAsync(around);
    }

    /// <summary>Stops driving: another one goes on from the record.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private async Task RunAsync(Func<bool, Task> around)
    {
        await around(false);
        while (!_stop.IsCancellationRequested && !await TryDriveAsync())
        {
            await Task.Delay(Pause, clock, _stop.Token).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        if (IsDone) await around(true);
    }

    /// <returns>False when it is to be tried again.</returns>
    private async Task<bool> TryDriveAsync()
    {
        try
        {
            if (begin() is not { } driver) return false;
            (_driver, _problem) = (driver, "");
            if (await driver.RunAsync(_stop.Token)) return true;
            told(driver.Problem, null);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The activation ends: the next one drives on from the record.
        }
        catch (Exception error)
        {
            // Feeds and markets are asked by calls, and a silo that is gone answers with whatever the runtime makes of it.
            _problem = $"{error.GetType().Name}: {error.Message}";
            told(_problem, error);
        }

        return false;
    }
}
