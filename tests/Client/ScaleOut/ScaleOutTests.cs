using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Trading.Journal.Postgres;
using Xunit;

namespace Trading.Client.Tests.ScaleOut;

public sealed class ScaleOutTests
{
    [Fact]
    public async Task A_cluster_survives_a_kill_and_a_freeze_and_proves_it()
    {
        var run = await TradingCommand.Run(
            "cluster", "scale-out", "--silos", "2", "--books", "12", "--seconds", "3", "--json");
        Assert.True(run.Exit == ExitCode.Ok, run.Out + run.Error);
        var json = JsonDocument.Parse(run.Out).RootElement;
        Assert.True(json.GetProperty("hashesEqual").GetBoolean());
        Assert.True(json.GetProperty("acknowledged").GetInt64() > 100);
        Assert.True(json.GetProperty("staleWritesTried").GetInt64() > 0);
        Assert.Equal(0, json.GetProperty("staleWritesAccepted").GetInt64());
        Assert.Equal((0, 0), (json.GetProperty("lost").GetInt64(), json.GetProperty("duplicated").GetInt64()));
        Assert.True(json.GetProperty("killToFirstAcceptedMs").GetDouble() > 0);
        Assert.True(json.GetProperty("freezeToFirstAcceptedMs").GetDouble() > 0);
    }

    [Fact]
    public async Task The_database_is_prepared_once()
    {
        var started = await PrivatePostgres.StartAsync(CancellationToken.None);
        if (!started.TryGet(out var server, out var problem)) Assert.Fail(problem.Message);
        await using (server)
        {
            var first = await TradingCommand.Run("cluster", "init-db", "--connection", server.ConnectionString);
            Assert.Equal((ExitCode.Ok, ""), (first.Exit, first.Error));
            Assert.Contains("applied 0001-journal.sql\n", first.Out);
            var second = await TradingCommand.Run("cluster", "init-db", "--connection", server.ConnectionString);
            Assert.Equal(
                (ExitCode.Ok, $"nothing to do: the schema has version {PostgresSchema.Version}.\n"), (second.Exit, second.Out));
            var json = await TradingCommand.Run("cluster", "init-db", "--connection", server.ConnectionString, "--json");
            Assert.Equal(0, JsonDocument.Parse(json.Out).RootElement.GetProperty("applied").GetArrayLength());
        }
    }

    [Theory]
    [InlineData(ExitCode.Environment, "init-db", "--connection", "Host=127.0.0.1;Port=1;Username=nobody")]
    [InlineData(ExitCode.Usage, "init-db", "--connection", "Hots=127.0.0.1")]
    [InlineData(ExitCode.Usage, "scale-out", "--silos", "1")]
    [InlineData(ExitCode.Usage, "scale-out", "--books", "0")]
    [InlineData(ExitCode.Usage, "scale-out", "--seconds", "0")]
    [InlineData(ExitCode.Usage, "failover", "--kills", "0")]
    public async Task Wrong_numbers_and_a_database_that_is_not_there_are_told(int exit, params string[] args)
    {
        var run = await TradingCommand.Run(["cluster", .. args]);
        Assert.Equal((exit, ""), (run.Exit, run.Out));
        Assert.StartsWith("error: ", run.Error);
    }
}
