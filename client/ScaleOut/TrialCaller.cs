using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using HdrHistogram;
using Trading.Durable;
using Trading.Exchange;
using Trading.GrainInterfaces;
using Trading.Model;

namespace Trading.Client.ScaleOut;

/// <summary>A call that was answered, as its caller remembers it.</summary>
/// <param name="Sequence">The caller's number for it.</param>
/// <param name="Answer">The hash of the answer's bytes.</param>
internal readonly record struct Acknowledged(ulong Sequence, UInt128 Answer);

/// <summary>
/// One caller of one book: a call at a time with a pause between them, repeated until it is answered, and a log of every
/// answer.
/// </summary>
internal sealed class TrialCaller
{
    private const long LatencyUsMax = 120_000_000;

    /// <summary>A silo's failure is sat out; what is not answered by then is reported.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TrialBook _book;
    private readonly BookClient _client;
    private readonly TimeSpan _pause;
    private readonly List<Acknowledged> _log = [];
    private readonly LongHistogram _latencyUs = new(LatencyUsMax, 3);
    private readonly Lock _gate = new();
    private SeededRandom _random;

    public TrialCaller(TrialBook book, IBookGrain grain, int number, TimeSpan pause)
    {
        _book = book;
        _pause = pause;
        Name = $"caller-{number}";
        _client = new BookClient(grain, Name, 0, Patience);
        _random = SeededRandom.Create((ulong)number, book.Key);
    }

    /// <summary>Orders of one call.</summary>
    public const int Batch = 16;

    /// <summary>Its name in the journal.</summary>
    public string Name { get; }

    /// <summary>Calls that were answered.</summary>
    public IReadOnlyList<Acknowledged> Log => _log;

    /// <summary>Why it gave up on a call; null while it has not.</summary>
    public string? GaveUp { get; private set; }

    /// <summary>Makes the book under the simulated exchange's rules.</summary>
    /// <returns>Null, or why it cannot.</returns>
    public async Task<string?> ConfigureAsync(Instrument rules)
    {
        var answer = await _client.ConfigureAsync(rules);
        return answer.TryGet(out _, out var refusal) ? null : $"{_book.Key}: {refusal}";
    }

    /// <summary>Calls until it is told to stop; the call on its way is seen through.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && GaveUp is null)
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                var answer = await _client.ExecuteAsync(NextBatch()).ConfigureAwait(false);
                if (answer.TryGet(out var bytes, out var refusal)) Note(start, bytes);
                else GaveUp = $"{Name} of {_book.Key}, call {_client.LastSequence}: {refusal}";
            }
            catch (Exception error) when (LostCall.Is(error))
            {
                GaveUp = $"{Name} of {_book.Key}, call {_client.LastSequence}: {error.Message}";
            }

            if (!_book.IsPressed) await Task.Delay(_pause, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Adds its round trips to others'.</summary>
    public void AddLatencyTo(LongHistogram sum)
    {
        lock (_gate) sum.Add(_latencyUs);
    }

    /// <summary>What the cluster says about the book's node.</summary>
    public Task<Result<NodeStatus, ReplyStatus>> InspectAsync() => _client.InspectAsync();

    private void Note(long start, byte[] answer)
    {
        lock (_gate)
        {
            _log.Add(new Acknowledged(_client.LastSequence, StateHasher.Hash(answer)));
            _latencyUs.RecordValue(
                Math.Min(LatencyUsMax, (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds));
        }

        _book.NoteAnswer(start);
    }

    /// <summary>Orders around one price that rest, trade and are canceled.</summary>
    private byte[] NextBatch()
    {
        var commands = new BookCommand[Batch];
        for (var i = 0; i < commands.Length; i++)
        {
            commands[i] = new BookCommand
            {
                Kind = _random.Below(3) == 0 ? BookCommandKind.Cancel : BookCommandKind.Submit,
                OrderId = (ulong)_random.Between(1, 2000),
                Side = _random.Below(2) == 0 ? Side.Buy : Side.Sell,
                OrderType = OrderType.Limit,
                TimeInForce = TimeInForce.Gtc,
                Price = _random.Between(122_000, 122_100) * 50,
                Quantity = _random.Between(1, 100),
            };
        }

        return BookCall.Commands(commands);
    }
}
