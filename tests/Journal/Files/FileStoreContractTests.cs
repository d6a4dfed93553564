using Trading.Journal;
using Trading.Journal.Files;

namespace Trading.Tests.Journal;

/// <summary>The contract on real files, through the real system calls.</summary>
public sealed class FileStoreContractTests : BlockTableContract
{
    private readonly TemporaryFolder _folder = new();

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
