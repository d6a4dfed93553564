using System;

namespace Trading.Client.Chaos;

/// <summary>How a call ended, as its client knows it.</summary>
internal enum CallEnd : byte
{
    /// <summary>It was answered.</summary>
    Answered = 1,

    /// <summary>It was refused by name, and nothing was done.</summary>
    Refused = 2,

    /// <summary>It was given up: nobody knows whether it was carried out.</summary>
    Unknown = 3,
}

/// <summary>A call, as its client remembers it.</summary>
/// <param name="Sequence">The client's number for it.</param>
/// <param name="IntendedMs">When it was to be made, from the load's begin: latency counts from here, however late it was made.</param>
/// <param name="EndedMs">When it ended.</param>
/// <param name="End">How.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="Answer">The hash of the answer's bytes.</param>
internal readonly record struct CallRecord(
    ulong Sequence, double IntendedMs, double EndedMs, CallEnd End, int Attempts, UInt128 Answer);
