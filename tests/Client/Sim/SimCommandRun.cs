using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Trading.Client.Tests.Sim;

/// <summary>Runs <c>trading sim run</c>.</summary>
internal static class SimCommandRun
{
    /// <summary>With these flags.</summary>
    public static Task<TradingCommand> Of(params string[] flags) => TradingCommand.Run(["sim", "run", .. flags]);

    /// <summary>With these flags and <c>--json</c>: the report of a run that must succeed.</summary>
    public static async Task<JsonElement> Json(params string[] flags)
    {
        var run = await Of([.. flags, "--json"]);
        Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
        return JsonDocument.Parse(run.Out).RootElement;
    }
}
