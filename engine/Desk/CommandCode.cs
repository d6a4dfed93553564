namespace Trading.Desk;

/// <summary>How an operator's command was answered. The numbers are stable and never reused.</summary>
public enum CommandCode : byte
{
    /// <summary>It is carried out.</summary>
    Accepted = 0,

    /// <summary>The id is not positive.</summary>
    BadCommandId = 1,

    /// <summary>No such kind of command.</summary>
    UnknownKind = 2,

    /// <summary>The desk has no strategy of this number.</summary>
    UnknownStrategy = 3,

    /// <summary>It does not say who orders it.</summary>
    OperatorMissing = 4,

    /// <summary>Trading is resumed for a reason, and none is given.</summary>
    ReasonMissing = 5,

    /// <summary>A name or reason is longer than its field.</summary>
    TextTooLong = 6,

    /// <summary>
    /// The id is that of the last accepted command; or a lower one, and the command would resume trading. Nothing is done.
    /// </summary>
    Repeated = 7,

    /// <summary>The session has nothing left to handle.</summary>
    SessionEnded = 8,
}
