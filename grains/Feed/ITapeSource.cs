using System.IO;

namespace Trading.Grains;

/// <summary>Where feeds get their tapes: the host decides which names exist and how they are stored.</summary>
public interface ITapeSource
{
    /// <summary>Opens a tape's uncompressed bytes.</summary>
    /// <param name="name">A name, never a path.</param>
    /// <returns>Null when there is no tape of this name, or it cannot be opened.</returns>
    Stream? Open(string name);
}
