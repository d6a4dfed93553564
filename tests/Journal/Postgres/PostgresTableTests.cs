using System;
using System.Linq;
using System.Threading.Tasks;
using Npgsql;
using Trading.Journal;
using Trading.Journal.Postgres;
using Xunit;

namespace Trading.Tests.Postgres;

public sealed class PostgresTableTests(PostgresServer postgres) : IAsyncDisposable
{
    private readonly PostgresDatabase _database = postgres.Connect();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task An_append_needs_the_newest_epoch_and_the_next_sequence()
    {
        var table = Node();
        var first = await table.OpenAsync();
        Assert.Equal((OpenStatus.Opened, 1UL, 1UL, 0UL), (first.Status, first.Epoch, first.FirstSequence, first.LastSequence));
        Assert.Equal(AppendOutcome.Fenced, await table.AppendAsync(1, 2, Table.Block(2, 1)));
        Assert.Equal(AppendOutcome.Committed, await table.AppendAsync(1, 1, Table.Block(1, 1)));
        Assert.Equal(AppendOutcome.Fenced, await table.AppendAsync(1, 1, Table.Block(1, 1)));
        var second = await table.OpenAsync();
        Assert.Equal((2UL, 1UL), (second.Epoch, second.LastSequence));
        Assert.Equal(AppendOutcome.Fenced, await table.AppendAsync(1, 2, Table.Block(2, 1)));
        Assert.Equal(AppendOutcome.Fenced, await table.ConfirmAsync(1, 1));
        Assert.Equal(AppendOutcome.Committed, await table.ConfirmAsync(2, 1));
        Assert.Equal(AppendOutcome.Committed, await table.AppendAsync(2, 2, Table.Block(2, 2)));
        Assert.Equal(AppendOutcome.Fenced, await table.AppendAsync(ulong.MaxValue, ulong.MaxValue, Table.Block(3, 2)));
    }

    [Fact]
    public async Task A_refused_append_is_on_record_and_nothing_else_is()
    {
        var table = Node(nameof(A_refused_append_is_on_record_and_nothing_else_is));
        await table.OpenAsync();
        await table.FillAsync(1, 1, 2);
        await table.OpenAsync();
        Assert.Equal(AppendOutcome.Fenced, await table.AppendAsync(1, 3, Table.Block(3, 1)));
        var refusals = await CountAsync(
            "select count(*) from trading.journal_refusal where node = $1 and epoch = 1 and sequence = 3",
            nameof(A_refused_append_is_on_record_and_nothing_else_is));
        var blocks = await CountAsync(
            "select count(*) from trading.journal_block where node = $1",
            nameof(A_refused_append_is_on_record_and_nothing_else_is));
        Assert.Equal((1, 2), (refusals, blocks));
    }

    [Fact]
    public async Task Blocks_are_read_on_from_a_sequence_up_to_a_bound()
    {
        var table = Node();
        await table.OpenAsync();
        await table.FillAsync(1, 1, 5, payloadBytes: 1_500_000);
        var read = await table.ReadAsync(2);
        Assert.Equal([.. Table.Block(2, 1, 1_500_000), .. Table.Block(3, 1, 1_500_000)], read.ToArray());
        Assert.Equal(Table.Block(5, 1, 1_500_000), (await table.ReadAsync(5)).ToArray());
        Assert.True((await table.ReadAsync(6)).IsEmpty);
        Assert.True((await table.ReadAsync(0)).IsEmpty);
    }

    [Fact]
    public async Task The_largest_block_is_kept_and_read()
    {
        var table = Node();
        await table.OpenAsync();
        var block = Table.Block(1, 1, BlockHeader.BlockBytesMax - BlockHeader.Bytes);
        Assert.Equal(AppendOutcome.Committed, await table.AppendAsync(1, 1, block));
        Assert.Equal(block, (await table.ReadAsync(1)).ToArray());
    }

    [Fact]
    public async Task Two_snapshots_are_kept_and_the_blocks_that_both_cover_go()
    {
        var table = Node();
        await table.OpenAsync();
        await table.FillAsync(1, 1, 9);
        foreach (var sequence in new ulong[] { 3, 6, 8 })
        {
            Assert.Equal(
                AppendOutcome.Committed, await table.SaveAsync(1, sequence, Table.Snapshot(sequence, 1)));
        }

        var opened = await table.OpenAsync();
        Assert.Equal((7UL, 9UL), (opened.FirstSequence, opened.LastSequence));
        Assert.Equal([8, 6], opened.Snapshots);
        Assert.Equal(Table.Snapshot(8, 1), (await table.ReadSnapshotAsync(8)).ToArray());
        Assert.True((await table.ReadSnapshotAsync(3)).IsEmpty);
        Assert.True((await table.ReadAsync(6)).IsEmpty);
        Assert.Equal(Table.Block(7, 1), (await table.ReadAsync(7))[..180].ToArray());
    }

    [Fact]
    public async Task Covered_blocks_stay_where_the_settings_say_so()
    {
        await using var keeping = postgres.Connect(settings => settings with { KeepsCoveredBlocks = true });
        var table = new Table(PostgresServer.Tables(keeping), nameof(Covered_blocks_stay_where_the_settings_say_so));
        await table.OpenAsync();
        await table.FillAsync(1, 1, 4);
        await table.SaveAsync(1, 2, Table.Snapshot(2, 1));
        await table.SaveAsync(1, 4, Table.Snapshot(4, 1));
        var opened = await table.OpenAsync();
        Assert.Equal((OpenStatus.Opened, 1UL), (opened.Status, opened.FirstSequence));
    }

    [Fact]
    public async Task A_snapshot_of_a_stale_owner_or_with_wrong_bytes_is_not_put_in_place()
    {
        var table = Node();
        await table.OpenAsync();
        await table.FillAsync(1, 1, 3);
        Assert.Equal(AppendOutcome.Fenced, await table.SaveAsync(1, 4, Table.Snapshot(4, 1)));
        var damaged = Table.Snapshot(2, 1);
        damaged[^1] ^= 1;
        Assert.Equal(AppendOutcome.Failed, await table.SaveAsync(1, 2, damaged));
        await table.OpenAsync();
        Assert.Equal(AppendOutcome.Fenced, await table.SaveAsync(1, 3, Table.Snapshot(3, 1)));
        Assert.Empty((await table.OpenAsync()).Snapshots);
    }

    [Fact]
    public async Task A_missing_block_is_told_with_its_sequence()
    {
        var table = Node(nameof(A_missing_block_is_told_with_its_sequence));
        await table.OpenAsync();
        await table.FillAsync(1, 1, 6);
        await DamageAsync("delete from trading.journal_block where node = $1 and sequence = 4");
        var opened = await table.OpenAsync();
        Assert.Equal(OpenStatus.Corrupt, opened.Status);
        Assert.Equal((DamageKind.MissingBlock, 4UL), (opened.Damage?.Kind, opened.Damage?.Sequence));
        Assert.Equal(3 * 180, (await table.ReadAsync(1)).Length);
        await DamageAsync("delete from trading.journal_block where node = $1 and sequence >= 4");
        Assert.Equal(4UL, (await table.OpenAsync()).Damage?.Sequence);
        await DamageAsync("delete from trading.journal_block where node = $1");
        Assert.Equal(1UL, (await table.OpenAsync()).Damage?.Sequence);

        Task DamageAsync(string text) => CountAsync(text, nameof(A_missing_block_is_told_with_its_sequence));
    }

    [Fact]
    public async Task Blocks_that_no_snapshot_leads_to_are_damage()
    {
        const string Name = nameof(Blocks_that_no_snapshot_leads_to_are_damage);
        var table = Node(Name);
        await table.OpenAsync();
        await table.FillAsync(1, 1, 6);
        await table.SaveAsync(1, 2, Table.Snapshot(2, 1));
        await table.SaveAsync(1, 4, Table.Snapshot(4, 1));
        await CountAsync("delete from trading.journal_snapshot where node = $1", Name);
        var damage = (await table.OpenAsync()).Damage;
        Assert.Equal((DamageKind.NoSnapshot, 3UL), (damage?.Kind, damage?.Sequence));
    }

    [Fact]
    public async Task A_lost_fence_does_not_let_a_new_owner_write_over_the_blocks()
    {
        const string Name = nameof(A_lost_fence_does_not_let_a_new_owner_write_over_the_blocks);
        var table = Node(Name);
        await table.OpenAsync();
        await table.FillAsync(1, 1, 2);
        await CountAsync("delete from trading.journal_fence where node = $1", Name);
        Assert.Equal(OpenStatus.Corrupt, (await table.OpenAsync()).Status);
        Assert.Equal(AppendOutcome.Fenced, await table.AppendAsync(1, 1, Table.Block(1, 1)));
        Assert.Equal(Table.Block(1, 1), (await table.ReadAsync(1))[..180].ToArray());
    }

    [Fact]
    public async Task Of_many_owners_at_once_each_has_its_epoch_and_one_writes()
    {
        var table = Node();
        var opened = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(table.OpenAsync)));
        var epochs = opened.Where(one => one.Status == OpenStatus.Opened).Select(one => one.Epoch).ToArray();
        Assert.Equal(epochs.Length, epochs.Distinct().Count());
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 12).Select(
            epoch => Task.Run(() => table.AppendAsync((ulong)epoch, 1, Table.Block(1, (ulong)epoch)))));
        Assert.Equal(AppendOutcome.Committed, Assert.Single(outcomes, outcome => outcome != AppendOutcome.Fenced));
        Assert.Equal(AppendOutcome.Committed, outcomes[^1]);
    }

    /// <summary>
    /// While one owner writes as fast as it can, another takes over: what was acknowledged to the first is what the
    /// second finds, block by block, and nothing of the first comes after.
    /// </summary>
    [Fact]
    public async Task A_take_over_in_the_middle_of_writing_loses_and_adds_nothing()
    {
        var table = Node();
        var owner = await table.OpenAsync();
        for (var round = 0; round < 20; round++)
        {
            var writing = Task.Run(() => WriteUntilFencedAsync(table, owner.Epoch, owner.LastSequence));
            for (var i = 0; i < round; i++) await table.ConfirmAsync(owner.Epoch, 0);
            var next = await table.OpenAsync();
            Assert.Equal(OpenStatus.Opened, next.Status);
            Assert.Equal(next.LastSequence, await writing);
            owner = next;
        }

        Assert.Equal((int)owner.LastSequence * 180, await LengthAsync(table, owner.LastSequence));
    }

    private static async Task<ulong> WriteUntilFencedAsync(Table table, ulong epoch, ulong last)
    {
        while (await table.AppendAsync(epoch, last + 1, Table.Block(last + 1, epoch)) == AppendOutcome.Committed) last++;
        return last;
    }

    private static async Task<int> LengthAsync(Table table, ulong last)
    {
        var length = 0;
        while ((ulong)length / 180 < last) length += (await table.ReadAsync((ulong)length / 180 + 1)).Length;
        return length;
    }

    private Table Node([System.Runtime.CompilerServices.CallerMemberName] string node = "") =>
        new(PostgresServer.Tables(_database), node);

    private async Task<int> CountAsync(string text, string node)
    {
        await using var connection = new NpgsqlConnection(postgres.Server.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(text, connection) { Parameters = { new() { Value = node } } };
        return Convert.ToInt32(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }
}
