using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Portfolio;

/// <summary>What a portfolio is about.</summary>
/// <param name="StrategyMax">The greatest strategy number; owners are 0 (the desk) to it.</param>
/// <param name="Listings">The desk's instruments, of all its venues.</param>
/// <param name="ReportingAsset">The asset in which equity and exposure are told.</param>
public sealed record PortfolioSettings(int StrategyMax, ImmutableArray<Listing> Listings, Asset ReportingAsset)
{
    /// <summary>Margin rates by instrument; empty for <see cref="MarginRates.Default"/> everywhere. Spot ignores its own.</summary>
    public ImmutableArray<MarginRates> Margins { get; init; } = [];

    /// <summary>The margin rates of an instrument.</summary>
    public MarginRates MarginOf(int instrument) => Margins.IsDefaultOrEmpty ? MarginRates.Default : Margins[instrument];

    /// <summary>Checks the settings.</summary>
    /// <returns>The first thing that is wrong; null when nothing is.</returns>
    public PortfolioSettingsError? FirstError()
    {
        if (StrategyMax is < 0 or > ushort.MaxValue) return PortfolioSettingsError.BadStrategyMax;
        if (Listings.IsDefaultOrEmpty) return PortfolioSettingsError.NoInstruments;
        if (ReportingAsset.Code is null) return PortfolioSettingsError.NoReportingAsset;
        if (Margins.IsDefaultOrEmpty) return null;
        if (Margins.Length != Listings.Length) return PortfolioSettingsError.BadMargins;
        foreach (var margin in Margins)
        {
            if (!margin.IsValid) return PortfolioSettingsError.BadMargins;
        }

        return null;
    }
}

/// <summary>Why a portfolio's settings were refused.</summary>
public enum PortfolioSettingsError : byte
{
    /// <summary>The greatest strategy number is outside 0 to 65,535.</summary>
    BadStrategyMax = 1,

    /// <summary>There is no instrument.</summary>
    NoInstruments = 2,

    /// <summary>There is no reporting asset.</summary>
    NoReportingAsset = 3,

    /// <summary>Margin rates are out of range, or not as many as instruments.</summary>
    BadMargins = 4,
}
