using System.Globalization;
using System.Runtime.InteropServices;
using System.Threading;
using Trading.Client;

// The build is culture-invariant, but an environment variable can undo that; numbers must not follow the place.
CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
using var stop = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
return await CommandLine.RunAsync(args, Terminal.ForProcess(), stop.Token);

void Cancel(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
