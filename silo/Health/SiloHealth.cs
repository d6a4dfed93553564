using System.Threading;
using System.Threading.Tasks;
using Trading.Journal.Postgres;

namespace Trading.Silo.Health;

/// <summary>Whether what a silo needs from outside can be used.</summary>
/// <param name="database">The database, if it has one.</param>
internal sealed class SiloHealth(PostgresDatabase? database)
{
    /// <summary>Looks now.</summary>
    /// <returns>Null, or the problem.</returns>
    public async Task<string?> ProblemAsync(CancellationToken cancellation) =>
        database is null ? null : (await database.CheckAsync(cancellation))?.Message;
}
