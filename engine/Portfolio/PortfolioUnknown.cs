using Trading.Model;

namespace Trading.Portfolio;

/// <summary>Why a value is not known. It is never taken for zero.</summary>
/// <param name="Code">NoMark, NoRoute or Overflow.</param>
/// <param name="Instrument">The instrument that lacks a mark; −1 where it is not about one.</param>
/// <param name="Asset">The asset that cannot be converted, for NoRoute.</param>
public readonly record struct PortfolioUnknown(PortfolioCode Code, int Instrument, Asset Asset)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => Code == PortfolioCode.NoRoute ? $"{Code} from {Asset}" : $"{Code} of instrument {Instrument}";
}
