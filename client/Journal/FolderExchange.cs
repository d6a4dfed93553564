using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Trading.Journal;
using Trading.Journal.Files;

namespace Trading.Client.Journal;

/// <summary>
/// Puts a repaired folder in a node's place and the damaged one aside. The node's folder is barred meanwhile: wherever the
/// machine stops, no file is lost and no silo goes on over half of them.
/// </summary>
internal sealed class FolderExchange
{
    private const string Repaired = "repaired";
    private readonly string _root;
    private readonly string _aside;
    private readonly string _folder;
    private readonly string _damaged;
    private readonly FileDisk _disk;

    /// <summary>An exchange in a folder of journals that this process has.</summary>
    /// <param name="root">The folder of journals.</param>
    /// <param name="aside">The name of a folder in it that is not there yet.</param>
    /// <param name="node">The node.</param>
    public FolderExchange(string root, string aside, string node)
    {
        (_root, _aside, _disk) = (root, aside, new FileDisk(root));
        _folder = FileTable.FolderOf(node) ?? throw new ArgumentException("the node's journal was read before", nameof(node));
        _damaged = $"{aside}/{Path.GetFileName(_folder)}";
    }

    /// <summary>Why the node cannot be repaired in place; null when it can.</summary>
    public string? Refusal => File.Exists(Path.Combine(_root, _folder, FolderCopy.BarrierName))
        ? $"an earlier repair was interrupted: move the files of damaged-<n>/{Path.GetFileName(_folder)} back to {_folder}, "
            + $"remove {_folder}/{FolderCopy.BarrierName}, and repair again."
        : null;

    /// <summary>Makes the repaired folder, bars the node's, moves the damaged files out and the repaired ones in.</summary>
    /// <param name="write">Writes the repaired folder on a disk.</param>
    /// <returns>Null when all is in place.</returns>
    public async Task<string?> RunAsync(Func<IDisk, Task<string?>> write)
    {
        foreach (var folder in (string[])[_aside, $"{_aside}/{Repaired}", _damaged])
        {
            if (_disk.MakeFolder(folder) is { } error) return error.ToString();
        }

        var repaired = $"{_aside}/{Repaired}/{_folder}";
        if (await write(new FileDisk(Path.Combine(_root, _aside, Repaired))) is { } refusal) return refusal;
        var failure = _disk.SyncFolder("") ?? _disk.SyncFolder(_aside) ?? Bar()
            ?? MoveAll(_folder, _damaged) ?? MoveAll(repaired, _folder)
            ?? _disk.Delete($"{_folder}/{FolderCopy.BarrierName}") ?? _disk.SyncFolder(_folder);
        if (failure is not null) return $"the repair was interrupted by {failure}; docs/RUNBOOK.md says how to go on.";
        Directory.Delete(Path.Combine(_root, _aside, Repaired), recursive: true);
        return null;
    }

    private DiskError? Bar()
    {
        if (!_disk.Create($"{_folder}/{FolderCopy.BarrierName}", 512).TryGet(out var file, out var error)) return error;
        using (file)
        {
            return file.Sync() ?? _disk.SyncFolder(_folder);
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
