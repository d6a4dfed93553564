namespace Trading.Venues;

/// <summary>Why a venue's frame was refused. Frames that the engine does not need are no error: they give no event.</summary>
public enum VenueDecodeError : byte
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>Not JSON, or a field is of another type than the protocol says.</summary>
    Malformed = 1,

    /// <summary>A field that the message needs is missing.</summary>
    MissingField = 2,

    /// <summary>A price, quantity or number is not one, or does not fit 64 bits at the instrument's scale.</summary>
    BadNumber = 3,

    /// <summary>A price or quantity has more decimal places than the instrument's scale.</summary>
    TooPrecise = 4,

    /// <summary>More levels or trades than a frame may have, or more symbols than a connection may have.</summary>
    TooMany = 5,
}
