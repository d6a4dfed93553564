using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Trading.Journal;
using Trading.Journal.Files;
using Xunit;

namespace Trading.Tests.Journal;

/// <summary>The contract on real files, through the real system calls.</summary>
public sealed class FileStoreContractTests : BlockTableContract
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>A silo that has hosted thousands of sessions would otherwise hold a file and a frame for each of their nodes.</summary>
    [Fact]
    public void A_closed_table_holds_no_file()
    {
        using var tables = new FileBlockTables(new FileJournalSettings { Folder = _folder.Path });
        var table = new SyncTable(tables);
        var (blocks, epoch) = (new Blocks(), table.Open("s1/sim:ETH-USDT").Epoch);
        Assert.Equal(AppendOutcome.Committed, table.Append("s1/sim:ETH-USDT", epoch, 1, blocks.Next(epoch, 100)));
        Assert.Contains(OpenFiles(), path => path.EndsWith(".seg", StringComparison.Ordinal));
        tables.Close("s1/sim:ETH-USDT", epoch);
        // Behind it in the node's own queue.
        Assert.Equal(AppendOutcome.Failed, table.Append("s1/sim:ETH-USDT", epoch, 2, blocks.Next(epoch, 100)));
        Assert.DoesNotContain(OpenFiles(), path => path.EndsWith(".seg", StringComparison.Ordinal));
    }

    private IEnumerable<string> OpenFiles() => Directory.GetFileSystemEntries("/proc/self/fd")
        .Select(entry => new FileInfo(entry).LinkTarget ?? "").Where(path => path.StartsWith(_folder.Path, StringComparison.Ordinal));

    protected override IBlockTable MakeTables() => new FileBlockTables(new FileJournalSettings { Folder = _folder.Path });

    protected override IBlockTable? Restart(IBlockTable tables)
    {
        ((FileBlockTables)tables).Dispose();
        return MakeTables();
    }

    protected override void Release(IBlockTable tables)
    {
        ((FileBlockTables)tables).Dispose();
        _folder.Dispose();
    }
}
