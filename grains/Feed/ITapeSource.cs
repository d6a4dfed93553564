using System.IO;
using System.Threading.Tasks;
using Trading.Model;

namespace Trading.Grains;

/// <summary>Why a tape is not opened.</summary>
public enum TapeRefusal : byte
{
    /// <summary>There is no tape of this name, or it cannot be read.</summary>
    Unknown = 1,

    /// <summary>There is one, and it is not the one that was asked for.</summary>
    Other = 2,
}

/// <summary>Where feeds get their tapes: the host decides which names exist and how they are stored.</summary>
public interface ITapeSource
{
    /// <summary>Opens a tape's uncompressed bytes.</summary>
    /// <param name="name">A name, never a path.</param>
    /// <param name="sha256">The SHA-256 of the file as it is stored, in hexadecimal text; empty for whatever is there.</param>
    /// <returns>The bytes from the first on, or why there are none.</returns>
    Task<Result<Stream, TapeRefusal>> OpenAsync(string name, string sha256);
}
