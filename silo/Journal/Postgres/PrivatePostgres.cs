using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using Trading.Journal.Processes;
using Trading.Model;

namespace Trading.Journal.Postgres;

/// <summary>
/// A PostgreSQL server of our own for trials and tests: in a temporary folder, on a free loopback port, as an
/// unprivileged user, with a random password and syncing as in production. It ends with this object, and with this
/// process however that ends.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private const string User = "trading";
    private const string RootsSubstitute = "postgres";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private const string StillInUse = "pre-existing shared memory block";
    private const int LogCharactersShown = 1_000;
    private static readonly TimeSpan StartPoll = TimeSpan.FromMilliseconds(20);

    private readonly string _binaries;
    private readonly string _folder;
    private readonly string _password;
    private SupervisedProcess? _process;

    private PrivatePostgres(string binaries, string folder, string password, int port)
    {
        _binaries = binaries;
        _folder = folder;
        _password = password;
        Port = port;
    }

    /// <summary>Its loopback port, the same after a restart.</summary>
    public int Port { get; }

    /// <summary>How to connect.</summary>
    public string ConnectionString =>
        $"Host=127.0.0.1;Port={Port};Database=postgres;Username={User};Password={_password}";

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Makes a server and waits until it takes connections.</summary>
    public static async Task<Result<PrivatePostgres, PostgresProblem>> StartAsync(CancellationToken cancellation)
    {
        if (!PostgresBinaries.Find().TryGet(out var binaries, out var missing)) return missing;
        var folder = Directory.CreateTempSubdirectory("trading-postgres-").FullName;
        var server = new PrivatePostgres(
            binaries, folder, Convert.ToHexString(RandomNumberGenerator.GetBytes(16)), FreePort());
        var problem = await server.MakeAsync(cancellation).ConfigureAwait(false)
            ?? await server.RestartAsync(cancellation).ConfigureAwait(false);
        if (problem is null) return server;
        await server.DisposeAsync().ConfigureAwait(false);
        return problem;
    }

    /// <summary>Kills the server and all its processes at once, as a crash of the machine's software would.</summary>
    public void Kill() => _process?.Dispose();

    /// <summary>Stops the server where it stands: connections stay open and nobody answers.</summary>
    public void Freeze() => Send(PosixSignals.Stop);

    /// <summary>Lets a frozen server go on.</summary>
    public void Thaw() => Send(PosixSignals.Continue);

    /// <summary>Starts the server again after <see cref="Kill"/>; it recovers from its log.</summary>
    /// <returns>Null, or why it does not run.</returns>
    public async Task<PostgresProblem?> RestartAsync(CancellationToken cancellation)
    {
        _process?.Dispose();
        _process = StartServer();
        var deadline = Stopwatch.StartNew();
        while (_process is not null && deadline.Elapsed < StartLimit)
        {
            if (await AnswersAsync(cancellation).ConfigureAwait(false)) return null;
            await Task.Delay(StartPoll, cancellation).ConfigureAwait(false);
            if (!_process.HasExited) continue;
            var log = await LogAsync(cancellation).ConfigureAwait(false);
            // Processes of the killed server outlive it by a moment, and it does not start beside them.
            if (!log.Contains(StillInUse, StringComparison.Ordinal)) return NotStarted("the server ended: " + log);
            _process.Dispose();
            _process = StartServer();
        }

        return NotStarted(_process is null
            ? "the server cannot be run"
            : "the server does not answer: " + await LogAsync(cancellation).ConfigureAwait(false));
    }

    /// <summary>Ends the server and removes its folder.</summary>
    public ValueTask DisposeAsync()
    {
        _process?.Dispose();
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The last files of a killed server may appear while the folder is removed; it is temporary anyway.
        }

        return ValueTask.CompletedTask;
    }

    private async Task<PostgresProblem?> MakeAsync(CancellationToken cancellation)
    {
        // The temporary folder is its owner's alone, and so is what lies in it.
        var passwordFile = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(passwordFile, _password, cancellation).ConfigureAwait(false);
        if (Environment.IsPrivilegedProcess
            && await RunAsync("chown", ["-R", RootsSubstitute, _folder], asRoot: true, cancellation).ConfigureAwait(false) is { } refused)
        {
            return NotStarted($"the user '{RootsSubstitute}' cannot be given a folder: " + refused);
        }

        // No syncing while the empty cluster is made: it holds nothing yet.
        var made = await RunAsync(
            Path.Combine(_binaries, "initdb"),
            ["-D", Data, "-U", User, "-A", "scram-sha-256", "--pwfile", passwordFile, "-E", "UTF8", "--locale", "C", "-N"],
            asRoot: false,
            cancellation).ConfigureAwait(false);
        return made is null ? null : NotStarted("initdb failed: " + made);
    }

    /// <summary>The server refuses to run as root.</summary>
    private SupervisedProcess? StartServer() => SupervisedProcess.Start(
        Path.Combine(_binaries, "postgres"),
        [
            "-D", Data, "-p", $"{Port}",
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=" + _folder,
            "-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "full_page_writes=on",
            "-c", "max_connections=200", "-c", "shared_buffers=128MB", "-c", "max_wal_size=2GB",
        ],
        _folder,
        log: Path.Combine(_folder, "server.log"),
        user: Environment.IsPrivilegedProcess ? RootsSubstitute : null);

    private async Task<string?> RunAsync(string program, string[] arguments, bool asRoot, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        if (Environment.IsPrivilegedProcess && !asRoot) start.UserName = RootsSubstitute;
        try
        {
            using var process = Process.Start(start);
            if (process is null) return program + " cannot be run";
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var error = await process.StandardError.ReadToEndAsync(cancellation).ConfigureAwait(false);
            await output.ConfigureAwait(false);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            return process.ExitCode == 0 ? null : error.ReplaceLineEndings(" ").Trim();
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return error.Message;
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false;Timeout=5");
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task<string> LogAsync(CancellationToken cancellation)
    {
        var path = Path.Combine(_folder, "server.log");
        if (!File.Exists(path)) return "it left no log";
        var log = (await File.ReadAllTextAsync(path, cancellation).ConfigureAwait(false)).Trim().ReplaceLineEndings(" | ");
        return log[^Math.Min(log.Length, LogCharactersShown)..];
    }

    private void Send(PosixSignals signal)
    {
        if (_process is { HasExited: false } process) process.Send(signal);
    }

    private static PostgresProblem NotStarted(string why) => new(PostgresFault.NotStarted, why);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
