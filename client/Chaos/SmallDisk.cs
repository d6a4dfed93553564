using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Trading.Journal.Processes;
using Trading.Model;

namespace Trading.Client.Chaos;

/// <summary>
/// A file system of fixed size in a folder of its own, in memory, that can be filled up. A shell holds it and takes it away when
/// we are gone, however that comes about.
/// </summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int Megabytes = 384;
    private const string Ready = "mounted";

    private const string Hold = """
        mount -t tmpfs -o size=$2m,mode=0700 chaos "$1" || exit 1
        trap 'umount -l "$1"; exit 0' TERM
        echo mounted
        while kill -0 "$3" 2>/dev/null; do sleep 1 & wait $!; done
        umount -l "$1"
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly SupervisedProcess _holder;
    private readonly string _folder;

    private SmallDisk(SupervisedProcess holder, string folder) => (_holder, _folder) = (holder, folder);

    /// <summary>The folder to use.</summary>
    public string Folder => Path.Combine(_folder, "data");

    private string Ballast => Path.Combine(_folder, "ballast");

    /// <summary>Makes one in an empty folder.</summary>
    public static async Task<Result<SmallDisk, string>> MountAsync(string folder, CancellationToken cancellation)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return "a disk that can be full needs a mount: run as root, or under 'unshare --user --map-root-user --mount'.";
        }

        var said = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var holder = SupervisedProcess.Start(
            "/bin/sh",
            ["-c", Hold, "sh", folder, $"{Megabytes}", $"{Environment.ProcessId}"],
            Path.GetTempPath(),
            line: line => said.TrySetResult(line));
        if (holder is null) return "no shell can be run.";
        var disk = new SmallDisk(holder, folder);
        try
        {
            var ended = holder.WaitAsync(cancellation);
            await Task.WhenAny(said.Task, ended).WaitAsync(Limit, cancellation);
            if (said.Task.IsCompletedSuccessfully && await said.Task == Ready)
            {
                Directory.CreateDirectory(disk.Folder);
                return disk;
            }
        }
        catch (TimeoutException)
        {
            // Told below.
        }

        await disk.DisposeAsync();
        return "a tmpfs cannot be mounted" + (said.Task.IsCompletedSuccessfully ? $": {await said.Task}" : ".");
    }

    /// <summary>Takes all the room that is left.</summary>
    /// <returns>The bytes that it took.</returns>
    public long Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        // Ever smaller pieces, so that not even a page is left.
        for (var piece = new byte[1024 * 1024]; piece.Length >= 512;)
        {
            try
            {
                file.Write(piece);
            }
            catch (IOException)
            {
                piece = new byte[piece.Length / 2];
            }
        }

        return file.Length;
    }

    /// <summary>Gives the room back.</summary>
    public void Empty() => File.Delete(Ballast);

    /// <summary>Takes it away.</summary>
    public async ValueTask DisposeAsync()
    {
        _holder.Send(PosixSignals.Terminate);
        var start = Stopwatch.GetTimestamp();
        while (!_holder.HasExited && Stopwatch.GetElapsedTime(start) < Limit) await Task.Delay(20);
        _holder.Dispose();
        Unmount(_folder);
    }

    /// <summary>The holder has done it, unless it was killed.</summary>
    private static void Unmount(string folder)
    {
        if (!File.ReadAllText("/proc/self/mounts").Contains($" {folder} ", StringComparison.Ordinal)) return;
        try
        {
            using var unmount = Process.Start(new ProcessStartInfo("umount", ["-l", folder]) { RedirectStandardError = true });
            unmount?.WaitForExit();
        }
        catch (Win32Exception)
        {
            // Without the program it cannot have been mounted.
        }
    }
}
