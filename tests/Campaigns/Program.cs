using Trading.Campaigns.Planted;
using Xunit.Runner.InProc.SystemConsole;

// 'host' runs a silo with a planted bug, for the tests of the checker; everything else is the tests.
return args is ["host", .. var words] ? await PlantedHost.RunAsync(words) : await ConsoleRunner.Run(args);
