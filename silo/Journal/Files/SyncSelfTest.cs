namespace Trading.Journal.Files;

/// <summary>
/// Proves at start that a sync that fails is seen to fail. Some versions of the runtime report a failed sync as done; a
/// journal over such calls would acknowledge what never reached the disk.
/// </summary>
internal static class SyncSelfTest
{
    private const int NoDescriptor = -1;

    /// <summary>Syncs what cannot be synced: no file at all, and a pipe.</summary>
    /// <returns>Null when every failure was reported.</returns>
    public static DiskError? Run(ISystemCalls calls)
    {
        var pipe = calls.Pipe();
        if (pipe < 0) return Errno.ToError("self-test", "a pipe", pipe);
        var trusted = calls.SyncData(NoDescriptor) == -Errno.BadDescriptor
            && calls.Sync(NoDescriptor) == -Errno.BadDescriptor
            && calls.SyncData((int)pipe) == -Errno.Invalid
            && calls.Sync((int)pipe) == -Errno.Invalid;
        calls.Close((int)pipe);
        return trusted ? null : new DiskError(DiskFault.SyncUntrusted, "self-test", "sync", 0);
    }
}
