using System;
using System.Diagnostics;
using System.Threading.Tasks;
using Orleans.Runtime;
using Trading.Durable;
using Trading.Exchange;
using Trading.Model;

namespace Trading.GrainInterfaces;

/// <summary>
/// The caller's side of a book: numbers its calls and repeats one under the same id while its outcome is unknown, so
/// every batch is carried out exactly once. One caller at a time per name; up to 32 calls may be in flight.
/// </summary>
/// <param name="book">The book.</param>
/// <param name="name">The caller's name; two callers must not share one.</param>
/// <param name="lastSequence">The last number used under this name; 0 for a new name.</param>
/// <param name="patience">
/// How long a call is repeated at most. Null for about a second, and then a journal that cannot be written, or a call that
/// timed out, is told at once; with a time, it is sat out, as when a silo fails and another takes over.
/// </param>
public sealed class BookClient(IBookGrain book, string name, ulong lastSequence = 0, TimeSpan? patience = null)
{
    private static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private ulong _sequence = lastSequence;

    /// <summary>The number of the last call.</summary>
    public ulong LastSequence => _sequence;

    /// <summary>Makes the book, or confirms that it has these rules.</summary>
    public async Task<Result<BookAnswerStatus, ReplyStatus>> ConfigureAsync(Instrument rules)
    {
        var answer = await ExecuteAsync(BookCall.Configure(rules));
        if (!answer.TryGet(out var bytes, out var refusal)) return refusal;
        return BookAnswer.TryRead(bytes, out var read) ? read.Status : ReplyStatus.Malformed;
    }

    /// <summary>Carries out a batch.</summary>
    /// <param name="payload">From <see cref="BookCall.Commands"/>; not changed any more.</param>
    /// <returns>The answer's bytes, for <see cref="BookAnswer.TryRead"/>, or why there is none.</returns>
    public async Task<Result<byte[], ReplyStatus>> ExecuteAsync(byte[] payload)
    {
        var call = new NodeCall(name, ++_sequence, payload);
        var answer = await RepeatAsync(() => book.Execute(call));
        return answer.Status == ReplyStatus.Answered ? answer.Payload : answer.Status;
    }

    /// <summary>The committed book.</summary>
    /// <param name="levels">Levels per side.</param>
    /// <returns>The view, or Malformed while the book has no rules.</returns>
    public async Task<Result<BookView, ReplyStatus>> ViewAsync(int levels)
    {
        var answer = await RepeatAsync(() => book.Read(BookView.Query(levels)));
        if (answer.Status != ReplyStatus.Answered) return answer.Status;
        return BookView.Read(answer.Payload) is { } view ? view : ReplyStatus.Malformed;
    }

    /// <summary>Epoch, commits, output chain and state hash of the committed state.</summary>
    public async Task<Result<NodeStatus, ReplyStatus>> InspectAsync()
    {
        var answer = await RepeatAsync(book.Inspect);
        if (answer.Status != ReplyStatus.Answered) return answer.Status;
        return NodeStatus.TryDecode(answer.Payload, out var status) ? status : ReplyStatus.Malformed;
    }

    /// <summary>
    /// Asks again while the outcome is unknown: the same id gives the recorded answer, or carries it out now.
    /// </summary>
    private async Task<NodeAnswer> RepeatAsync(Func<Task<NodeAnswer>> ask)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var isLast = Stopwatch.GetElapsedTime(start) >= (patience ?? UsualPatience);
            try
            {
                var answer = await ask();
                if (isLast || !IsOpen(answer.Status)) return answer;
            }
            catch (Exception failure) when (!isLast && IsOpen(failure))
            {
                // The activation was on its way out, or its silo is gone: a later attempt finds or makes another.
            }

            await Task.Delay(Pause);
        }
    }

    private bool IsOpen(ReplyStatus status) =>
        status is ReplyStatus.Unavailable or ReplyStatus.Overloaded
        || (patience is not null && status == ReplyStatus.StoreUnavailable);

    private bool IsOpen(Exception failure) =>
        failure is OrleansMessageRejectionException
        || (patience is not null && LostCall.Is(failure));
}
