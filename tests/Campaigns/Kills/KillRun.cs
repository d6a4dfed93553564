using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Orleans;
using Trading.Client;
using Trading.Durable;
using Trading.GrainInterfaces;
using Trading.Journal;
using Trading.Journal.Files;
using Trading.Model;

namespace Trading.Campaigns.Kills;

/// <summary>
/// A silo process under load is killed at points drawn from a seed, started again, and asked about everything that was
/// acknowledged. The journals are read after each kill by the checker, and by <c>trading replay</c> beside the next silo.
/// </summary>
internal sealed class KillRun(ulong seed, int kills, string dataDirectory, string? plantedBug)
{
    private const int ClientsPerBook = 3;
    private const int InFlight = 6;
    private const int AnswersMax = 2_500;
    private static readonly string[] Symbols = ["BTC-USDT", "ETH-USDT"];
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);
    private readonly JournalChecker _checker = new();
    private readonly string _journal = Path.Combine(dataDirectory, "journal");
    private SeededRandom _random = SeededRandom.Create(seed, "kills");
    private Caller[] _callers = [];

    public JournalChecker Checker => _checker;

    public int Kills { get; private set; }

    public int Drains { get; private set; }

    public int KillsInStart { get; private set; }

    /// <summary>Calls without an answer when the silo was killed, and how many of them were in the journal.</summary>
    public (long All, long Applied) CutOff { get; private set; }

    public long Repeated => _callers.Sum(caller => caller.Repeated);

    public long TornTails { get; private set; }

    public long Snapshots { get; private set; }

    /// <summary>Runs until so many kills are done, or something does not hold; the last start is not killed.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        _callers =
        [
            .. Symbols.SelectMany((symbol, book) => Enumerable.Range(0, ClientsPerBook).Select(client => new Caller(
                _checker, $"main/sim:{symbol}", symbol, $"c{client}", new OrderStream(seed, book * ClientsPerBook + client)))),
        ];
        while (Kills < kills && _checker.ViolationCount == 0 && !stop.IsCancellationRequested) await CycleAsync(isLast: false, stop);
        if (_checker.ViolationCount == 0) await CycleAsync(isLast: true, stop);
    }

    private async Task CycleAsync(bool isLast, CancellationToken stop)
    {
        var ending = isLast ? Ending.Drain : (Ending)_random.Below(20);
        await using (var silo = SiloProcess.Start(dataDirectory, plantedBug))
        {
            if (ending == Ending.KillInStart && Kills > 0) await KillInStartAsync(silo, stop);
            else await LiveAsync(silo, ending, isLast, stop);
        }

        var cut = _callers.SelectMany(caller => caller.Unresolved.Select(sequence => (caller, sequence))).ToArray();
        ReadJournals();
        var applied = cut.Count(call => _checker.Holds(call.caller.Node, call.caller.Name, call.sequence));
        CutOff = (CutOff.All + cut.Length, CutOff.Applied + applied);
        _checker.Judge();
    }

    private async Task KillInStartAsync(SiloProcess silo, CancellationToken stop)
    {
        await Task.WhenAny(silo.Ready, Task.Delay(TimeSpan.FromMilliseconds(_random.Below(1_500)), stop));
        await silo.KillAsync();
        (Kills, KillsInStart) = (Kills + 1, KillsInStart + 1);
    }

    private async Task LiveAsync(SiloProcess silo, Ending ending, bool isLast, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(StartLimit);
        IClusterClient cluster;
        try
        {
            await silo.Ready.WaitAsync(limit.Token);
            cluster = await silo.ConnectAsync(limit.Token);
            foreach (var caller in _callers)
            {
                // What is resolved now is answered by this silo; what is asked again must have been answered by an earlier one.
                await caller.AskAgainAsync(BookOf(cluster, caller), limit.Token);
                await caller.ResolveAsync(BookOf(cluster, caller), limit.Token);
            }

            await CompareAsync(cluster, limit.Token);
        }
        catch (OperationCanceledException)
        {
            _checker.Violate($"the silo did not answer everything within {StartLimit}:\n{silo.Output}");
            return;
        }

        if (isLast || _checker.ViolationCount > 0) return;
        await LoadAsync(silo, cluster, ending, stop);
    }

    private async Task LoadAsync(SiloProcess silo, IClusterClient cluster, Ending ending, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answersLeft = 1 + _random.Below(AnswersMax);
        var load = Task.WhenAll(_callers.Select(caller => caller.LoadAsync(
            BookOf(cluster, caller),
            InFlight,
            () =>
            {
                if (Interlocked.Decrement(ref answersLeft) == 0) enough.SetResult();
            },
            end.Token)));
        await Task.WhenAny(enough.Task, load);
        // A few microseconds more, so that kills do not always follow an answer.
        var more = Stopwatch.GetTimestamp() + _random.Below(2_000) * Stopwatch.Frequency / 1_000_000;
        while (Stopwatch.GetTimestamp() < more) Thread.SpinWait(16);
        if (ending == Ending.Drain && Kills > 0)
        {
            if (await silo.StopAsync() is var exit and not 0) _checker.Violate($"the silo drained with exit code {exit}");
            Drains++;
        }
        else
        {
            await silo.KillAsync();
            Kills++;
        }

        await end.CancelAsync();
        await Task.WhenAny(load);
    }

    /// <summary>The live grains' states against the tool's replay of the same journals, and later against the checker's own.</summary>
    private async Task CompareAsync(IClusterClient cluster, CancellationToken stop)
    {
        foreach (var node in _callers.Select(caller => caller.Node).Distinct())
        {
            var answer = await cluster.GetGrain<IBookGrain>(node).Inspect().WaitAsync(stop);
            if (!NodeStatus.TryDecode(answer.Payload, out var status))
            {
                _checker.Violate($"{node} does not tell its state: {answer.Status}");
                continue;
            }

            _checker.Inspected(node, status);
            _checker.CompareHashes(
                $"{node} at block {status.Block}, live and 'trading replay'", status.StateHash, await ReplayAsync(node, status.Block));
        }
    }

    private async Task<UInt128> ReplayAsync(string node, ulong block)
    {
        using var output = new StringWriter();
        var terminal = new Terminal(output, output, isInteractive: false, useColor: false);
        string[] words = ["replay", "--data-dir", dataDirectory, "--node", node, "--to-sequence", $"{block}", "--json"];
        var exit = await CommandLine.RunAsync(words, terminal, CancellationToken.None);
        var text = output.ToString();
        if (exit == ExitCode.Ok)
        {
            using var json = JsonDocument.Parse(text[text.IndexOf('{', StringComparison.Ordinal)..]);
            return UInt128.Parse(
                json.RootElement.GetProperty("stateHash").GetString() ?? "", System.Globalization.NumberStyles.HexNumber);
        }

        _checker.Violate($"trading {string.Join(' ', words)}: exit {exit}: {text}");
        return 0;
    }

    private void ReadJournals()
    {
        if (!Directory.Exists(_journal)) return;
        var disk = new FileDisk(_journal);
        foreach (var node in _callers.Select(caller => caller.Node).Distinct())
        {
            if (FileTable.FolderOf(node) is not { } folder || !Directory.Exists(Path.Combine(_journal, folder))) continue;
            using var table = new FileTable(disk, node, new FileTableSettings());
            var found = table.Inspect();
            if (found.Status != OpenStatus.Opened)
            {
                _checker.Violate($"{node}: {found.Status} {found.Damage} {string.Join("; ", found.Notices)}");
                continue;
            }

            TornTails += table.Counters.TornTails + found.Notices.Count(notice => notice.Contains("torn", StringComparison.Ordinal));
            Snapshots = Math.Max(Snapshots, found.Snapshots.Count);
            if (found.LastSequence < _checker.LastBlock(node)) _checker.Violate($"{node} went back to block {found.LastSequence}");
            while (_checker.LastBlock(node) < found.LastSequence && TakeBlocks(table, node))
            {
            }
        }
    }

    private bool TakeBlocks(FileTable table, string node)
    {
        var blocks = table.Read(_checker.LastBlock(node) + 1);
        if (blocks.IsEmpty) _checker.Violate($"{node}: block {_checker.LastBlock(node) + 1} cannot be read");
        for (var rest = blocks; !rest.IsEmpty;)
        {
            var length = BlockHeader.LengthOf(rest.Span);
            _checker.Take(node, rest.Span[..length]);
            rest = rest[length..];
        }

        return !blocks.IsEmpty;
    }

    private static IBookGrain BookOf(IClusterClient cluster, Caller caller) => cluster.GetGrain<IBookGrain>(caller.Node);

    /// <summary>How a silo ends; every other number is a kill under load.</summary>
    private enum Ending
    {
        Drain = 0,
        KillInStart = 1,
    }
}
