using System;
using Orleans.Runtime;
using Orleans.Serialization;

namespace Trading.GrainInterfaces;

/// <summary>
/// What a call ends in when its silo is gone, or the way to it; or when a silo without its database answers with an error that no
/// client can read. What became of the call is unknown, and another attempt may find another silo.
/// </summary>
public static class LostCall
{
    /// <summary>Whether an exception says that.</summary>
    /// <param name="error">What a call to a grain threw; not one that the caller has canceled.</param>
    public static bool Is(Exception error) =>
        error is TimeoutException or OrleansException or SerializerException or OperationCanceledException;
}
