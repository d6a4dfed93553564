namespace Trading.Ledger;

/// <summary>An account of the ledger.</summary>
/// <param name="Owner">A strategy's number, or 0 for the desk.</param>
/// <param name="AssetIndex">The asset, as an index of <see cref="LedgerChart.Assets"/>.</param>
/// <param name="Kind">What it is for.</param>
public readonly record struct LedgerAccount(int Owner, int AssetIndex, AccountKind Kind);
