namespace Trading.Faults;

/// <summary>Runs one seed.</summary>
public static class FaultRun
{
    private const int MixesMax = 4;

    /// <summary>Runs a configuration to its end. A seed whose mix happens to strike nothing draws another one.</summary>
    public static FaultVerdict Run(FaultConfig config)
    {
        for (var mix = 1; ; mix++)
        {
            var verdict = FaultWorldRun.Run(new FaultWorld(config, mix, SceneOf(config), SeamsOf(config)));
            if (mix == MixesMax || verdict.Void != FaultWorldRun.NothingStruck) return verdict;
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
