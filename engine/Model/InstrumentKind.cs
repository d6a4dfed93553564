namespace Trading.Model;

/// <summary>The kinds of instrument that the engine knows.</summary>
public enum InstrumentKind : byte
{
    /// <summary>Spot: base asset against quote asset, delivered at once.</summary>
    Spot = 1,

    /// <summary>Perpetual: a linear swap without expiry, with funding payments.</summary>
    Perpetual = 2,
}
