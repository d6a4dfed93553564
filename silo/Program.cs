using System;
using System.Globalization;
using Trading.Silo;

// The build is culture-invariant, but an environment variable can undo that; numbers must not follow the place.
CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
return await SiloCommand.Create(Console.Out, Console.Error).Parse(args).InvokeAsync();
