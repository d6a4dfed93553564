using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using Trading.Client.ScaleOut;
using Trading.Durable;
using Trading.GrainInterfaces;
using Trading.Journal;
using Trading.Journal.Files;
using Trading.Journal.Postgres;
using Trading.Model;

namespace Trading.Client.Chaos;

/// <summary>What the clients' logs and the journals say about each other.</summary>
internal sealed record ChaosVerdict
{
    /// <summary>Calls that were answered.</summary>
    public long Acknowledged { get; set; }

    /// <summary>Of these, calls that no journal holds.</summary>
    public long Lost { get; set; }

    /// <summary>Calls that a journal holds more than once.</summary>
    public long Duplicated { get; set; }

    /// <summary>Calls that were answered otherwise than the replay answers.</summary>
    public long AnsweredOtherwise { get; set; }

    /// <summary>Calls that were refused by name, nothing done, and are in a journal all the same.</summary>
    public long RefusedAndCarriedOut { get; set; }

    /// <summary>Calls whose outcome nobody told their client in time.</summary>
    public long Unknown { get; set; }

    /// <summary>Whether every book is in the state that its journal replays to.</summary>
    public bool HashesEqual { get; set; } = true;

    /// <summary>Appends of replaced owners; of a cluster only.</summary>
    public StaleWrites Stale { get; set; }

    /// <summary>What the silos saw broken; null where there was none to ask.</summary>
    public WatchedInvariants? Watched { get; set; }

    /// <summary>What does not hold, in words, with the calls around it; the first few.</summary>
    public List<Violation> Violations { get; } = [];

    /// <summary>How many there are.</summary>
    public long ViolationCount { get; private set; }

    /// <summary>Something does not hold.</summary>
    public void Add(string what, IReadOnlyList<string>? around = null)
    {
        ViolationCount++;
        if (Violations.Count < 20) Violations.Add(new Violation(what, around ?? []));
    }
}

/// <summary>Something that does not hold.</summary>
/// <param name="What">In words.</param>
/// <param name="Around">The same client's calls before and after, as it logged them.</param>
internal sealed record Violation(string What, IReadOnlyList<string> Around);

/// <summary>Replays the journals in this process and compares them with what clients were told and with the live books.</summary>
internal sealed class ChaosCheck(ChaosStand stand)
{
    private const int CallsAround = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ChaosVerdict _verdict = new();

    /// <summary>Checks books on which nobody calls any more.</summary>
    public async Task<ChaosVerdict> RunAsync(ChaosLoad load, CancellationToken cancellation)
    {
        _verdict.Watched = await WatchedInvariants.ReadAsync(stand);
        foreach (var problem in _verdict.Watched.Problems()) _verdict.Add(problem);
        if (stand.Server is null) await CheckAsync(load, key => FileBlocksAsync(key, cancellation));
        else await CheckDatabaseAsync(load, cancellation);
        return _verdict;
    }

    private async Task CheckDatabaseAsync(ChaosLoad load, CancellationToken cancellation)
    {
        if (!stand.OpenDatabase().TryGet(out var opened, out var problem))
        {
            _verdict.Add(problem.Message);
            return;
        }

        await using var database = opened;
        var journal = new PostgresJournal(database);
        try
        {
            await CheckAsync(load, key => journal.BlocksAsync(key, 1, cancellation));
            _verdict.Stale = await journal.StaleWritesAsync(cancellation);
        }
        catch (NpgsqlException error)
        {
            _verdict.Add($"the journals cannot be read: {error.Message}");
        }

        if (_verdict.Stale.Accepted > 0) _verdict.Add($"{_verdict.Stale.Accepted} writes of replaced owners were accepted");
    }

    private async Task CheckAsync(ChaosLoad load, Func<string, IAsyncEnumerable<byte[]>> blocksOf)
    {
        foreach (var book in load.Books) await CheckAsync(book.Key, load.Lanes.Where(lane => lane.Book == book), blocksOf(book.Key));
    }

    private async Task CheckAsync(string key, IEnumerable<ChaosLane> lanes, IAsyncEnumerable<byte[]> blocks)
    {
        var client = new BookClient(stand.Client.GetGrain<IBookGrain>(key), "checker", 0, Patience);
        var inspected = await InspectAsync(client);
        var read = await JournalReplay.RunAsync(blocks);
        if (!read.TryGet(out var replay, out var damage))
        {
            _verdict.HashesEqual = false;
            _verdict.Add($"{key}: {damage}");
            return;
        }

        if (!inspected.TryGet(out var there, out var refusal) || there with { Epoch = 0 } != replay.Status)
        {
            _verdict.HashesEqual = false;
            _verdict.Add(refusal == 0 ? $"{key}: the book is at {there}, the replay at {replay.Status}" : $"{key}: {refusal}");
        }

        _verdict.Duplicated += replay.Log.Repeated;
        if (replay.Log.Repeated > 0) _verdict.Add($"{key}: {replay.Log.Repeated} calls are in the journal more than once");
        foreach (var lane in lanes) Compare(lane, replay.Log);
    }

    /// <returns>What the book answers; Unavailable when nobody does.</returns>
    private static async Task<Result<NodeStatus, ReplyStatus>> InspectAsync(BookClient client)
    {
        try
        {
            return await client.InspectAsync();
        }
        catch (Exception failure) when (LostCall.Is(failure))
        {
            return ReplyStatus.Unavailable;
        }
    }

    private void Compare(ChaosLane lane, AnswerLog journal)
    {
        var log = lane.Log.OrderBy(call => call.Sequence).ToArray();
        for (var place = 0; place < log.Length; place++)
        {
            var call = log[place];
            var (count, answer) = journal.Of(lane.Name, call.Sequence);
            if (call.End == CallEnd.Answered) _verdict.Acknowledged++;
            if (Judge(call, count, answer) is not { } wrong) continue;
            var around = log[Math.Max(0, place - CallsAround)..Math.Min(log.Length, place + CallsAround + 1)];
            _verdict.Add($"{lane.Book.Key}, {lane.Name}, call {call.Sequence}: {wrong}", [.. around.Select(each => $"{each}")]);
        }
    }

    /// <returns>Null when it is as it should be.</returns>
    private string? Judge(in CallRecord call, int count, UInt128 answer)
    {
        switch (call.End)
        {
            case CallEnd.Answered when count == 0:
                _verdict.Lost++;
                return "it was answered and is in no journal";
            case CallEnd.Answered when answer != call.Answer:
                _verdict.AnsweredOtherwise++;
                return "it was answered otherwise than it replays";
            case CallEnd.Refused when count > 0:
                _verdict.RefusedAndCarriedOut++;
                return "it was refused and carried out all the same";
            case CallEnd.Unknown:
                _verdict.Unknown++;
                return $"it was given up after {call.Attempts} attempts; the journal holds it {count} times";
            default:
                return null;
        }
    }

    /// <summary>Reads beside the silo, which may have the directory.</summary>
    private async IAsyncEnumerable<byte[]> FileBlocksAsync(string key, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.Yield();
        using var table = new FileTable(new FileDisk(System.IO.Path.Combine(stand.DataFolder, "journal")), key, new FileTableSettings());
        var last = table.Inspect() is { Status: OpenStatus.Opened } found ? found.LastSequence : 0;
        for (ulong next = 1; next <= last; cancellation.ThrowIfCancellationRequested())
        {
            var rest = table.Read(next);
            if (rest.IsEmpty) yield break;
            while (!rest.IsEmpty)
            {
                var length = BlockHeader.LengthOf(rest.Span);
                yield return rest[..length].ToArray();
                rest = rest[length..];
                next++;
            }
        }
    }
}
