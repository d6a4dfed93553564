using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Trading.Journal;
using Trading.Journal.Postgres;
using Xunit;

namespace Trading.Tests.Postgres;

/// <summary>What the table says while its server is gone, frozen, or coming back; on a server of its own.</summary>
public sealed class PostgresOutageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_server_fails_every_step_and_keeps_what_it_acknowledged()
    {
        await using var server = await StartAsync();
        await using var database = PostgresServer.Connect(server);
        var table = new Table(PostgresServer.Tables(database), "node");
        await table.OpenAsync();
        await table.FillAsync(1, 1, 3);
        server.Kill();
        Assert.Equal(AppendOutcome.Failed, await table.AppendAsync(1, 4, Table.Block(4, 1)));
        Assert.Equal(AppendOutcome.Failed, await table.ConfirmAsync(1, 3));
        Assert.Equal(AppendOutcome.Failed, await table.SaveAsync(1, 3, Table.Snapshot(3, 1)));
        Assert.Equal(OpenStatus.Unavailable, (await table.OpenAsync()).Status);
        Assert.True((await table.ReadAsync(1)).IsEmpty);
        Assert.Null(await server.RestartAsync(Stop));
        // The dead connections are found out one by one; each costs one failure.
        var opened = await table.OpenAsync();
        while (opened.Status == OpenStatus.Unavailable) opened = await table.OpenAsync();
        Assert.Equal((OpenStatus.Opened, 3UL), (opened.Status, opened.LastSequence));
        Assert.Equal(AppendOutcome.Fenced, await table.AppendAsync(1, 4, Table.Block(4, 1)));
        await table.FillAsync(opened.Epoch, 4, 1);
    }

    [Fact]
    public async Task A_frozen_server_is_an_unknown_outcome_within_the_time_allowed()
    {
        await using var server = await StartAsync();
        await using var database = PostgresServer.Connect(
            server, settings => settings with { Timeout = TimeSpan.FromMilliseconds(300) });
        var table = new Table(PostgresServer.Tables(database), "node");
        var opened = await table.OpenAsync();
        while (opened.Status == OpenStatus.Unavailable) opened = await table.OpenAsync();
        server.Freeze();
        var watch = Stopwatch.StartNew();
        Assert.Equal(AppendOutcome.Failed, await table.AppendAsync(opened.Epoch, 1, Table.Block(1, 1)));
        Assert.Equal(OpenStatus.Unavailable, (await table.OpenAsync()).Status);
        TestContext.Current.TestOutputHelper?.WriteLine($"two refusals in {watch.ElapsedMilliseconds} ms");
        server.Thaw();
        // What was frozen may be carried out late: the append before the next epoch is taken or never, and the opening
        // may fence the first owner that comes after.
        AppendOutcome outcome;
        do
        {
            var after = await table.OpenAsync();
            Assert.InRange(after.LastSequence, 0UL, 1UL);
            outcome = await table.AppendAsync(after.Epoch, after.LastSequence + 1, Table.Block(after.LastSequence + 1, after.Epoch));
        }
        while (outcome != AppendOutcome.Committed);
    }

    [Fact]
    public async Task Nothing_to_connect_to_is_a_problem_with_words()
    {
        await using var database = Create("Host=127.0.0.1;Port=1;Username=nobody");
        Assert.Equal(PostgresFault.Unreachable, (await database.CheckAsync(Stop))?.Fault);
        var made = PostgresDatabase.Create(new PostgresSettings { ConnectionString = "Hots=127.0.0.1" });
        Assert.False(made.TryGet(out _, out var problem));
        Assert.Equal(PostgresFault.BadConnectionString, problem.Fault);
    }

    private static PostgresDatabase Create(string connection)
    {
        Assert.True(PostgresDatabase.Create(new PostgresSettings { ConnectionString = connection }).TryGet(out var made, out _));
        return made;
    }

    private static async Task<PrivatePostgres> StartAsync()
    {
        var started = await PrivatePostgres.StartAsync(Stop);
        if (!started.TryGet(out var server, out var problem)) Assert.Fail(problem.Message);
        await using var database = PostgresServer.Connect(server);
        Assert.True((await PostgresSchema.ApplyAsync(database, Stop)).IsOk);
        return server;
    }
}
