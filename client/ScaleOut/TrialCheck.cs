using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Durable;
using Trading.Journal.Postgres;
using Trading.Model;

namespace Trading.Client.ScaleOut;

/// <summary>What the callers' logs, the journals and the cluster say about each other.</summary>
internal sealed record TrialVerdict
{
    /// <summary>Calls that were answered.</summary>
    public required long Acknowledged { get; init; }

    /// <summary>Of these, calls that no journal holds.</summary>
    public required long Lost { get; init; }

    /// <summary>Calls that a journal holds more than once.</summary>
    public required long Duplicated { get; init; }

    /// <summary>Calls whose caller was answered otherwise than the replay answers.</summary>
    public required long AnsweredOtherwise { get; init; }

    /// <summary>Whether every book of the cluster is in the state that its journal replays to.</summary>
    public required bool HashesEqual { get; init; }

    /// <summary>Appends of replaced owners.</summary>
    public required StaleWrites Stale { get; init; }

    /// <summary>What is wrong, in words; the first few.</summary>
    public required IReadOnlyList<string> Findings { get; init; }
}

/// <summary>
/// Replays the journals in this process, one after another, and compares: with what callers were answered, and with the
/// state that the cluster has.
/// </summary>
internal sealed class TrialCheck(PostgresDatabase database)
{
    private const int FindingsMax = 10;
    private readonly PostgresJournal _journal = new(database);
    private readonly List<string> _findings = [];
    private long _acknowledged;
    private long _lost;
    private long _duplicated;
    private long _otherwise;
    private bool _hashesEqual = true;

    /// <summary>Checks books on which nobody calls any more.</summary>
    public async Task<TrialVerdict> RunAsync(IEnumerable<TrialBook> books, CancellationToken cancellation)
    {
        foreach (var book in books) await CheckAsync(book, cancellation);
        return new TrialVerdict
        {
            Acknowledged = _acknowledged,
            Lost = _lost,
            Duplicated = _duplicated,
            AnsweredOtherwise = _otherwise,
            HashesEqual = _hashesEqual,
            Stale = await _journal.StaleWritesAsync(cancellation),
            Findings = _findings,
        };
    }

    private async Task CheckAsync(TrialBook book, CancellationToken cancellation)
    {
        foreach (var caller in book.Callers.Where(caller => caller.GaveUp is not null)) Find(caller.GaveUp ?? "");
        var inspected = await book.Callers[0].InspectAsync();
        var replayed = await JournalReplay.RunAsync(_journal.BlocksAsync(book.Key, 1, cancellation));
        if (!replayed.TryGet(out var replay, out var damage))
        {
            Find($"{book.Key}: {damage}");
            _hashesEqual = false;
            return;
        }

        var log = replay.Log;
        Compare(book.Key, inspected, replay.Status);
        foreach (var caller in book.Callers) Compare(caller, log);
        _duplicated += log.Repeated;
    }

    private void Compare(string key, Result<NodeStatus, ReplyStatus> inspected, in NodeStatus replayed)
    {
        if (inspected.TryGet(out var there, out var refusal) && there with { Epoch = 0 } == replayed) return;
        _hashesEqual = false;
        Find(refusal == 0 ? $"{key}: the cluster has {there}, the replay {replayed}" : $"{key}: {refusal}");
    }

    private void Compare(TrialCaller caller, AnswerLog log)
    {
        foreach (var call in caller.Log)
        {
            _acknowledged++;
            var (count, answer) = log.Of(caller.Name, call.Sequence);
            if (count == 0)
            {
                _lost++;
                Find($"{caller.Name}: call {call.Sequence} was answered and is in no journal");
            }
            else if (answer != call.Answer)
            {
                _otherwise++;
                Find($"{caller.Name}: call {call.Sequence} was answered otherwise than it replays");
            }
        }
    }

    private void Find(string finding)
    {
        if (_findings.Count < FindingsMax) _findings.Add(finding);
    }
}
