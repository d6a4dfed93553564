namespace Trading.Portfolio;

/// <summary>The margin rates of a linear perpetual: one tier, as a share of the notional at mark.</summary>
/// <param name="InitialPpm">Parts per million to open, 1 to 1,000,000; 100,000 is 10 % or tenfold leverage.</param>
/// <param name="MaintenancePpm">Parts per million to keep, 0 to below 1,000,000 and at most the initial rate.</param>
public readonly record struct MarginRates(int InitialPpm, int MaintenancePpm)
{
    /// <summary>Fully paid: no leverage, 0.5 % to keep.</summary>
    public static readonly MarginRates Default = new(1_000_000, 5_000);

    /// <summary>True when both are in range.</summary>
    public bool IsValid =>
        InitialPpm is >= 1 and <= 1_000_000 && MaintenancePpm is >= 0 and < 1_000_000 && MaintenancePpm <= InitialPpm;
}
