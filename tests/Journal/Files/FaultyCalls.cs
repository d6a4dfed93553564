using System;
using Trading.Journal.Files;

namespace Trading.Tests.Journal;

/// <summary>The real system calls, made to fail as a test wants.</summary>
internal sealed class FaultyCalls : ISystemCalls
{
    private readonly LibcCalls _libc = new();
    private bool _isInterrupted;

    /// <summary>Every call is first interrupted by a signal.</summary>
    public bool InterruptEachCall { get; set; }

    /// <summary>Interruptions so far.</summary>
    public int Interruptions { get; private set; }

    /// <summary>How much a read or write takes at most.</summary>
    public int BytesAtOnceMax { get; set; } = int.MaxValue;

    /// <summary>The call that fails, and with what.</summary>
    public (string Call, int Code)? Failing { get; set; }

    /// <summary>Planted bug: failed syncs look done.</summary>
    public bool HidesSyncErrors { get; set; }

    public long Open(string path, int flags, int mode) => Try("open", () => _libc.Open(path, flags, mode));

    public long Write(int descriptor, ReadOnlySpan<byte> source, long offset) =>
        Refusal("write") ?? (BytesAtOnceMax == 0 ? 0 : _libc.Write(descriptor, source[..Math.Min(source.Length, BytesAtOnceMax)], offset));

    public long Read(int descriptor, Span<byte> destination, long offset) =>
        Refusal("read") ?? _libc.Read(descriptor, destination[..Math.Min(destination.Length, BytesAtOnceMax)], offset);

    public long Allocate(int descriptor, long length) => Try("allocate", () => _libc.Allocate(descriptor, length));

    public long Length(int descriptor) => _libc.Length(descriptor);

    public long SyncData(int descriptor) => Hide(Try("sync", () => _libc.SyncData(descriptor)));

    public long Sync(int descriptor) => Hide(Try("sync", () => _libc.Sync(descriptor)));

    public long Lock(int descriptor) => Try("lock", () => _libc.Lock(descriptor));

    public long Rename(string from, string to) => _libc.Rename(from, to);

    public long Unlink(string path) => _libc.Unlink(path);

    public long MakeFolder(string path, int mode) => _libc.MakeFolder(path, mode);

    public long Close(int descriptor) => _libc.Close(descriptor);

    public long Pipe() => _libc.Pipe();

    private long Try(string call, Func<long> carryOut) => Refusal(call) ?? carryOut();

    private long Hide(long result) => HidesSyncErrors && result < 0 ? 0 : result;

    private long? Refusal(string call)
    {
        if (Failing is { } failing && failing.Call == call) return -failing.Code;
        _isInterrupted = InterruptEachCall && !_isInterrupted;
        if (!_isInterrupted) return null;
        Interruptions++;
        return -Errno.Interrupted;
    }
}
