using System.Linq;
using Trading.Strategy;

namespace Trading.Client.Backtest;

/// <summary>The strategies and their parameters, for people and programs.</summary>
internal static class StrategyList
{
    /// <summary>Shows them.</summary>
    public static int Show(Terminal terminal, StrategyCatalog catalog, bool isJson)
    {
        if (isJson)
        {
            terminal.WriteJson(catalog.Factories.Select(factory => new
            {
                name = factory.Name,
                summary = factory.Summary,
                parameters = factory.Parameters.Select(parameter => new
                {
                    name = parameter.Name,
                    unit = parameter.Unit,
                    @default = parameter.Default,
                    range = parameter.Range,
                    sentence = parameter.Sentence,
                }),
            }));
            return ExitCode.Ok;
        }

        foreach (var factory in catalog.Factories)
        {
            terminal.Out.WriteLine($"{factory.Name}: {factory.Summary}");
            foreach (var parameter in factory.Parameters)
            {
                terminal.Out.WriteLine($"  {parameter.Name,-22} {parameter.Default,-10} {parameter.Unit}, {parameter.Range}: {parameter.Sentence}");
            }
        }

        return ExitCode.Ok;
    }
}
