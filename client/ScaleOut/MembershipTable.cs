using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using Orleans.Runtime;

namespace Trading.Client.ScaleOut;

/// <summary>
/// Where silos stand, asked of the table in the database and never of a silo: the one that is asked could itself be the one that
/// is frozen, or not know yet.
/// </summary>
/// <param name="connection">The database, by a way that nobody disturbs.</param>
internal sealed class MembershipTable(string connection)
{
    private const string Newest = """
        select distinct on (port) port, status from trading.membership
        where deployment = $1 order by port, generation desc
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>A connection of its own each time: those of before are dead when the server was killed.</summary>
    private readonly string _connection = new NpgsqlConnectionStringBuilder(connection)
    {
        Pooling = false,
        Timeout = 2,
        CommandTimeout = 2,
        CancellationTimeout = -1,
    }.ConnectionString;

    /// <summary>Reads it.</summary>
    /// <returns>The status of each silo by its port; null when the database does not answer in time.</returns>
    public async Task<IReadOnlyDictionary<int, SiloStatus>?> ReadAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        try
        {
            return await ReadRowsAsync(limit.Token);
        }
        catch (Exception error) when (error is NpgsqlException or SocketException or IOException or TimeoutException
            || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    private async Task<IReadOnlyDictionary<int, SiloStatus>> ReadRowsAsync(CancellationToken cancellation)
    {
        await using var database = new NpgsqlConnection(_connection);
        await database.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(Newest, database) { Parameters = { new() { Value = TrialCluster.ClusterId } } };
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var silos = new Dictionary<int, SiloStatus>();
        while (await rows.ReadAsync(cancellation)) silos.Add(rows.GetInt32(0), (SiloStatus)rows.GetInt32(1));
        return silos;
    }
}
