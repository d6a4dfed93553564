using System;
using System.IO;

namespace Trading.Journal.Files;

/// <summary>
/// The data directory: made, tested and locked, so that no second process writes to it. A lock that another process holds
/// is asked for again at each <see cref="Enter"/>.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const string LockName = "lock";
    private readonly ISystemCalls _calls;
    private readonly System.Threading.Lock _gate = new();
    private readonly string _path;
    private readonly DiskError? _untrusted;
    private DurableFile? _lock;
    private bool _isLeft;

    /// <summary>Tests whether this machine's syncs can be trusted, and tries to take the lock.</summary>
    public DataFolder(string path, ISystemCalls calls)
    {
        _calls = calls;
        _path = Path.GetFullPath(path);
        _untrusted = OperatingSystem.IsLinux() ? SyncSelfTest.Run(calls) : OtherSystem;
        Disk = new FileDisk(_path, calls);
        Enter();
    }

    /// <summary>The directory as a disk; nothing may be written to it before <see cref="Enter"/> has succeeded.</summary>
    public FileDisk Disk { get; }

    /// <summary>Takes the directory, if this process does not have it yet.</summary>
    /// <returns>Null when this process has it.</returns>
    public DiskError? Enter()
    {
        lock (_gate)
        {
            if (_lock is not null) return null;
            if (_isLeft) return new DiskError(DiskFault.Denied, "entering", _path, 0);
            if ((_untrusted ?? Make()) is { } error) return error;
            if (!DurableFile.Lock(_calls, Path.Combine(_path, LockName)).TryGet(out var taken, out var refusal)) return refusal;
            _lock = taken;
            return null;
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isLeft = true;
            _lock?.Dispose();
            _lock = null;
        }
    }

    private DiskError OtherSystem => new(DiskFault.SyncUntrusted, "self-test", _path, 0);

    private DiskError? Make()
    {
        if (!OperatingSystem.IsLinux()) return OtherSystem;
        try
        {
            Directory.CreateDirectory(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var fault = error is UnauthorizedAccessException ? DiskFault.Denied : DiskFault.Failed;
            return new DiskError(fault, "creation", _path, 0);
        }
    }
}
