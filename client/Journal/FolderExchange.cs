using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Trading.Journal;
using Trading.Journal.Files;

namespace Trading.Client.Journal;

/// <summary>
/// Puts a repaired folder in a node's place and the damaged one aside. The node's folder is barred meanwhile: wherever the
/// machine stops, no file is lost, no silo goes on over half of them, and the exchange can be finished.
/// </summary>
internal sealed class FolderExchange
{
    private const int Sector = 512;
    private const string Asides = "damaged-";
    private const string Repaired = "repaired";
    private readonly string _root;
    private readonly string _aside;
    private readonly string _folder;
    private readonly string _repaired;
    private readonly string _damaged;
    private readonly IDisk _disk;

    private FolderExchange(string root, int number, string node, IDisk disk)
    {
        (_root, _aside, _disk) = (root, $"{Asides}{number}", disk);
        _folder = FolderOf(node);
        _repaired = $"{_aside}/{Repaired}";
        _damaged = $"{_aside}/{Path.GetFileName(_folder)}";
    }

    /// <summary>Where the damaged files are in the end.</summary>
    public string Aside => Path.Combine(_root, _aside);

    private string Barrier => $"{_folder}/{FolderCopy.BarrierName}";

    /// <summary>There as soon as no damaged file is left in the node's folder.</summary>
    private string MovedOut => $"{_repaired}/moved-out";

    /// <summary>Whether an exchange of a node was interrupted.</summary>
    /// <param name="root">The folder of journals.</param>
    /// <param name="node">The node.</param>
    public static bool IsInterrupted(string root, string node) =>
        File.Exists(Path.Combine(root, FolderOf(node), FolderCopy.BarrierName));

    /// <summary>An exchange that is to begin.</summary>
    /// <param name="root">The folder of journals, which this process has.</param>
    /// <param name="node">The node.</param>
    /// <param name="disk">The same folder as a disk.</param>
    public static FolderExchange New(string root, string node, IDisk disk) =>
        new(root, Enumerable.Range(1, int.MaxValue - 1).First(number => !Directory.Exists(Path.Combine(root, $"{Asides}{number}"))), node, disk);

    /// <summary>The interrupted exchange of a node; null when its repaired files are nowhere to be found.</summary>
    public static FolderExchange? Unfinished(string root, string node, IDisk disk) =>
        Directory.EnumerateDirectories(root, Asides + "*")
            .Where(path => Directory.Exists(Path.Combine(path, Repaired, FolderOf(node))))
            .Select(path => int.TryParse(Path.GetFileName(path)[Asides.Length..], out var number) ? number : 0)
            .OrderDescending()
            .Select(number => new FolderExchange(root, number, node, disk))
            .FirstOrDefault();

    /// <summary>Makes the repaired folder, bars the node's, moves the damaged files out and the repaired ones in.</summary>
    /// <param name="write">Writes the repaired folder on a disk.</param>
    /// <returns>Null when all is in place.</returns>
    public async Task<string?> RunAsync(Func<IDisk, Task<string?>> write)
    {
        foreach (var folder in (string[])[_aside, _repaired, _damaged])
        {
            if (_disk.MakeFolder(folder) is { } error) return error.ToString();
        }

        if (await write(new FileDisk(Path.Combine(_root, _repaired))) is { } refusal) return refusal;
        var failure = _disk.SyncFolder("") ?? _disk.SyncFolder(_aside) ?? Mark(Barrier, _folder);
        return failure is null ? Finish() : Told(failure);
    }

    /// <summary>Goes on wherever it stopped, once the node is barred.</summary>
    /// <returns>Null when all is in place.</returns>
    public string? Finish()
    {
        var isMovedOut = File.Exists(Path.Combine(_root, MovedOut));
        var failure = (isMovedOut ? null : MoveAll(_folder, _damaged) ?? Mark(MovedOut, _repaired))
            ?? MoveAll($"{_repaired}/{_folder}", _folder)
            ?? _disk.Delete(Barrier) ?? _disk.SyncFolder(_folder);
        if (failure is not null) return Told(failure);
        Directory.Delete(Path.Combine(_root, _repaired), recursive: true);
        return null;
    }

    private static string FolderOf(string node) =>
        FileTable.FolderOf(node) ?? throw new ArgumentException("the node's journal was read before", nameof(node));

    private static string Told(DiskError failure) =>
        $"the repair was interrupted by {failure}: once that is mended, the same command finishes it.";

    private DiskError? Mark(string path, string folder)
    {
        if (!_disk.Create(path, Sector).TryGet(out var file, out var error)) return error;
        using (file)
        {
            return file.Sync() ?? _disk.SyncFolder(folder);
        }
    }

    private DiskError? MoveAll(string from, string to)
    {
        if (!_disk.List(from).TryGet(out var names, out var error)) return error;
        foreach (var name in names.Where(name => name != FolderCopy.BarrierName).Order(StringComparer.Ordinal))
        {
            if (_disk.Rename($"{from}/{name}", $"{to}/{name}") is { } refusal) return refusal;
        }

        return _disk.SyncFolder(to) ?? _disk.SyncFolder(from);
    }
}
