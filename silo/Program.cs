using System;
using Trading.Silo;

return await SiloCommand.Create(Console.Out, Console.Error).Parse(args).InvokeAsync();
