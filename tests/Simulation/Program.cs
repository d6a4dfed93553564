using System;
using System.Globalization;
using Trading.Faults;
using Trading.Model;
using Xunit.Runner.InProc.SystemConsole;

// 'trace PROFILE FROM TO' prints one trace hash per seed, for the test that compares two processes; everything else is the tests.
if (args is not ["trace", var profile, var from, var to]) return await ConsoleRunner.Run(args);
var last = ulong.Parse(to, CultureInfo.InvariantCulture);
for (var seed = ulong.Parse(from, CultureInfo.InvariantCulture); seed <= last; seed++)
{
    var verdict = FaultRun.Run(new FaultConfig { Seed = seed, Profile = Enum.Parse<FaultProfile>(profile) });
    Console.WriteLine(StateHasher.ToText(verdict.TraceHash));
}

return 0;
