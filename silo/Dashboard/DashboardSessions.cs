using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Threading;

namespace Trading.Silo.Dashboard;

/// <summary>
/// Browsers that have shown the token once. What they carry from then on is a value of its own: it ends with the process or after
/// <see cref="Life"/>, and the token cannot be found from it.
/// </summary>
/// <param name="time">Measures lives.</param>
internal sealed class DashboardSessions(TimeProvider time)
{
    /// <summary>One more ends the oldest.</summary>
    public const int SessionsMax = 16;

    /// <summary>How long one lasts.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(8);

    private readonly Queue<(byte[] Hash, long Began)> _open = new();
    private readonly Lock _gate = new();

    /// <summary>Begins a session.</summary>
    /// <returns>The value that proves it.</returns>
    public string Begin()
    {
        var secret = DashboardToken.NewSecret();
        lock (_gate)
        {
            _open.Enqueue((DashboardToken.HashOf(secret), time.GetTimestamp()));
            if (_open.Count > SessionsMax) _open.Dequeue();
        }

        return secret;
    }

    /// <summary>Whether a value proves a session that lasts.</summary>
    public bool Has(string presented)
    {
        var hash = DashboardToken.HashOf(presented);
        var isFound = false;
        lock (_gate)
        {
            while (_open.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Began) >= Life) _open.Dequeue();
            // All of them, however early one is found: the time tells nothing.
            foreach (var session in _open) isFound |= CryptographicOperations.FixedTimeEquals(session.Hash, hash);
        }

        return isFound;
    }
}
