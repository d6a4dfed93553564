using System;
using System.IO;

namespace Trading.Client.Bench;

/// <summary>The machine's page cache.</summary>
internal static class PageCache
{
    private const string Control = "/proc/sys/vm/drop_caches";

    /// <summary>Empties it.</summary>
    /// <returns>False where that is not permitted.</returns>
    public static bool TryDrop()
    {
        try
        {
            File.WriteAllText(Control, "3");
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
