using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using Trading.Client.Chaos;
using Trading.Journal.Processes;
using Xunit;

namespace Trading.Client.Tests.Chaos;

/// <summary>Needs PostgreSQL's server programs, as the neighbours do.</summary>
public sealed class PaperSessionsTests
{
    /// <summary>Every node of the session has a table once it is opened; the kill comes as soon as rounds are journaled.</summary>
    private const string Journaled = "select count(*) from trading.journal_block where node like 'chaos-1/%'";

    private const int BlocksOfAFewRounds = 40;
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_on_silo_processes_ends_as_its_backtest_although_one_of_them_is_killed()
    {
        var started = await ChaosStand.StartAsync(ChaosGround.Cluster, 2, Stop);
        if (!started.TryGet(out var stand, out var missing)) Assert.Fail(missing);
        await using (stand)
        {
            var sessions = new PaperSessions(stand.Client, new LoadClock(takesRefusals: false), tapeSeconds: 20, speed: 0);
            var playing = sessions.RunAsync(1, stand.DataFolder, untilMs: 0, Stop);
            while (!playing.IsCompleted && await BlocksAsync(stand) < BlocksOfAFewRounds)
            {
                // Each look is a question to the database.
            }

            stand.Silos[1].Process.Send(PosixSignals.Kill);
            await playing;
            Assert.Empty(sessions.Problems);
            var session = Assert.Single(sessions.Played);
            Assert.True(session.IsEqual);
            Assert.True(session.Fills > 0);
        }
    }

    private static async Task<long> BlocksAsync(ChaosStand stand)
    {
        await using var database = NpgsqlDataSource.Create(stand.Server?.ConnectionString ?? "");
        await using var count = database.CreateCommand(Journaled);
        return await count.ExecuteScalarAsync(Stop) is long blocks ? blocks : 0;
    }
}
