namespace Trading.Faults;

/// <summary>Runs one seed.</summary>
public static class FaultRun
{
    /// <summary>Runs a configuration to its end.</summary>
    public static FaultVerdict Run(FaultConfig config) => FaultWorldRun.Run(new FaultWorld(config, SceneOf(config), SeamsOf(config)));

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
