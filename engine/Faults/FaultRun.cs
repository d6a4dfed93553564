namespace Trading.Faults;

/// <summary>Runs one seed.</summary>
public static class FaultRun
{
    private const int MixesMax = 4;

    /// <summary>
    /// Runs a configuration to its end. A seed draws another mix where one says nothing: where nothing struck, or so much did that
    /// too little was acknowledged.
    /// </summary>
    public static FaultVerdict Run(FaultConfig config)
    {
        for (var mix = 1; ; mix++)
        {
            var verdict = FaultWorldRun.Run(new FaultWorld(config, mix, SceneOf(config), SeamsOf(config)));
            if (mix == MixesMax || verdict.Outcome != FaultOutcome.Void) return verdict;
        }
    }

    private static Seams SeamsOf(FaultConfig config) => config.Plant is { } bug ? PlantedBugs.Of(bug).Create() : new Seams();

    private static FaultScene SceneOf(FaultConfig config) => config.Chosen switch
    {
        FaultProfile.Files => new FilesScene(),
        FaultProfile.Desk => new DeskScene(config.Seed),
        FaultProfile.Venue => new VenueScene(),
        FaultProfile.Market => new MarketScene(config.Seed),
        _ => new BookScene(),
    };
}
