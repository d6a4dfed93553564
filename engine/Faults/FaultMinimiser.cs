using System;

namespace Trading.Faults;

/// <summary>
/// Makes a failing run smaller: switches kinds of faults off one by one, and lets the world heal earlier, as long as the same
/// invariant still breaks.
/// </summary>
public static class FaultMinimiser
{
    private const long ShortestNs = 1_000_000_000;

    /// <summary>A smaller configuration that fails alike; the same one when it does not fail.</summary>
    /// <param name="failing">A run that violates an invariant.</param>
    /// <param name="tried">Told each run that was tried.</param>
    public static FaultConfig Minimise(FaultConfig failing, Action<FaultVerdict>? tried = null)
    {
        if (FaultRun.Run(failing).Violation is not { } violation) return failing;
        var invariant = NumberOf(violation);
        bool Fails(FaultConfig config)
        {
            var verdict = FaultRun.Run(config);
            tried?.Invoke(verdict);
            return verdict.Violation is { } other && NumberOf(other) == invariant;
        }

        return Shorter(WithFewerKinds(failing, Fails), Fails);
    }

    private static FaultConfig WithFewerKinds(FaultConfig config, Func<FaultConfig, bool> fails)
    {
        foreach (var kind in Fault.All)
        {
            // What cannot strike in this profile need not be switched off.
            if (!config.Allows(kind) || FaultCoverage.StepsOf(config.Chosen, kind).IsEmpty) continue;
            var fewer = config with { Without = config.Without.Add(kind) };
            if (fails(fewer)) config = fewer;
        }

        return config;
    }

    private static FaultConfig Shorter(FaultConfig config, Func<FaultConfig, bool> fails)
    {
        // What comes after the violation does not matter.
        var endNs = (FaultRun.Run(config).SimulatedNs / ShortestNs + 1) * ShortestNs;
        if (endNs < config.FaultNs && fails(config with { FaultNs = endNs })) config = config with { FaultNs = endNs };
        while (config.FaultNs / 2 >= ShortestNs)
        {
            var shorter = config with { FaultNs = config.FaultNs / 2 / ShortestNs * ShortestNs };
            if (!fails(shorter)) return config;
            config = shorter;
        }

        return config;
    }

    private static string NumberOf(string violation) => violation[..violation.IndexOf(' ')];
}
