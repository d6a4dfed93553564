using System;
using System.CommandLine;
using System.Globalization;
using Trading.Silo;

// The build is culture-invariant, but an environment variable can undo that; numbers must not follow the place.
CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
// The library would end the process two seconds after SIGTERM: the host drains first, and limits that itself.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) };
return await SiloCommand.Create(Console.Out, Console.Error).Parse(args).InvokeAsync(invocation);
