using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using Orleans.Runtime;
using Trading.Client.Chaos;
using Trading.Client.ScaleOut;
using Trading.Journal.Postgres;
using Trading.Journal.Processes;
using Xunit;

namespace Trading.Client.Tests.ScaleOut;

/// <summary>Needs PostgreSQL's server programs, as the neighbours do, and says so without them.</summary>
public sealed class MembershipTableTests
{
    private const string DeclareDead = "update trading.membership set status = 6";
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    /// <summary>The only silo is frozen, so whoever asked a silo would wait in vain.</summary>
    [Fact]
    public async Task A_silo_is_seen_as_declared_dead_although_no_silo_can_be_asked()
    {
        var started = await ChaosStand.StartAsync(ChaosGround.Cluster, 1, Stop);
        if (!started.TryGet(out var stand, out var missing)) Assert.Fail(missing);
        await using (stand)
        {
            var silo = stand.Silos[0];
            silo.Process.Send(PosixSignals.Stop);
            Assert.Equal(SiloStatus.Active, await stand.StatusOfAsync(silo, Stop));
            Assert.False(silo.IsDeclaredDead);
            await using (var database = NpgsqlDataSource.Create(stand.Server?.ConnectionString ?? ""))
            await using (var declare = database.CreateCommand(DeclareDead)) Assert.Equal(1, await declare.ExecuteNonQueryAsync(Stop));
            await new SiloFaults(stand, new ChaosLoad(stand.Client, 1, takesRefusals: false)).UntilDeadAsync(silo, Stop);
            Assert.True(silo.IsDeclaredDead);
        }
    }

    [Fact]
    public async Task A_database_that_stands_still_or_is_gone_tells_nothing_and_holds_nobody_up()
    {
        var started = await PrivatePostgres.StartAsync(Stop);
        if (!started.TryGet(out var server, out var problem)) Assert.Fail(problem.Message);
        await using (server)
        {
            var table = new MembershipTable(server.ConnectionString);
            Assert.Null(await table.ReadAsync(Stop));
            if (!PostgresDatabase.Create(new PostgresSettings { ConnectionString = server.ConnectionString }).TryGet(out var made, out problem))
            {
                Assert.Fail(problem.Message);
            }

            await using (made) Assert.True((await PostgresSchema.ApplyAsync(made, Stop)).TryGet(out _, out _));
            var silos = await table.ReadAsync(Stop);
            Assert.NotNull(silos);
            Assert.Empty(silos);
            server.Freeze();
            Assert.Null(await table.ReadAsync(Stop));
            server.Thaw();
            server.Kill();
            Assert.Null(await table.ReadAsync(Stop));
        }
    }
}
