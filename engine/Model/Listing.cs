namespace Trading.Model;

/// <summary>An instrument of a desk's list together with the assets that it trades; its index in the list is its name.</summary>
/// <param name="Instrument">The instrument's rules.</param>
/// <param name="Pair">Base and quote; fees, profits and a linear perpetual's settlement are in the quote asset.</param>
public sealed record Listing(Instrument Instrument, AssetPair Pair);
