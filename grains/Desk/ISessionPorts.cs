using System.Threading.Tasks;

namespace Trading.Grains;

/// <summary>What a session's driver needs beside its nodes.</summary>
internal interface ISessionPorts
{
    /// <summary>Keeps a checkpoint in the session's record.</summary>
    /// <param name="sequence">The checkpoint's own number, from 1.</param>
    /// <param name="checkpoint">A <see cref="Desk.SessionRecord.Checkpoint"/>.</param>
    /// <returns>False when the record could not be written: it is to be read again.</returns>
    Task<bool> KeepAsync(ulong sequence, byte[] checkpoint);

    /// <summary>Sees to it that the session's feeds play.</summary>
    /// <returns>Empty, or what is wrong with one of them.</returns>
    Task<string> PlayFeedsAsync();
}
