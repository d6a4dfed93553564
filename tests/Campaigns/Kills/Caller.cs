using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Durable;
using Trading.Exchange;
using Trading.GrainInterfaces;
using Trading.Model;

namespace Trading.Campaigns.Kills;

/// <summary>
/// A client that outlives the silos: it logs what it was told, repeats what it does not know the outcome of, and asks again
/// for what it does know.
/// </summary>
internal sealed class Caller
{
    private const int AskedAgain = 4;
    private const int AnswersRemembered = 16;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private readonly Lock _gate = new();
    private readonly JournalChecker _checker;
    private readonly OrderStream _orders;
    private readonly SortedDictionary<ulong, NodeCall> _unresolved = [];
    private readonly List<(NodeCall Call, UInt128 AnswerHash)> _recent = [];
    private ulong _sequence;

    /// <summary>A client of one book.</summary>
    public Caller(JournalChecker checker, string node, string symbol, string name, OrderStream orders)
    {
        (_checker, Node, _orders, Name) = (checker, node, orders, name);
        _unresolved.Add(++_sequence, new NodeCall(name, _sequence, BookCall.Configure(OrderStream.Rules(symbol))));
    }

    public string Node { get; }

    public string Name { get; }

    /// <summary>Calls that were answered the same again.</summary>
    public long Repeated { get; private set; }

    /// <summary>The numbers of the calls whose outcome is unknown.</summary>
    public IReadOnlyList<ulong> Unresolved => [.. _unresolved.Keys];

    /// <summary>Learns what became of every call whose outcome is unknown.</summary>
    public async Task ResolveAsync(IBookGrain book, CancellationToken stop)
    {
        foreach (var call in _unresolved.Values.ToArray()) await CallAsync(book, call, stop);
    }

    /// <summary>Asks again for the newest answers: they must be the same bytes.</summary>
    public async Task AskAgainAsync(IBookGrain book, CancellationToken stop)
    {
        foreach (var (call, hash) in _recent.TakeLast(AskedAgain).ToArray())
        {
            var answer = await AnswerAsync(book, call, stop);
            lock (_checker)
            {
                if (answer.Status != ReplyStatus.Answered || StateHasher.Hash(answer.Payload) != hash)
                {
                    _checker.Violate($"{Node}: call {call.Sequence} of {Name} was answered otherwise when repeated: {answer.Status}");
                }
            }

            Repeated++;
        }
    }

    /// <summary>Makes calls, several at once, until the end.</summary>
    public Task LoadAsync(IBookGrain book, int inFlight, Action answered, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await CallAsync(book, Next(), stop);
                    answered();
                }
            },
            CancellationToken.None)));

    private NodeCall Next()
    {
        lock (_gate)
        {
            var call = new NodeCall(Name, ++_sequence, _orders.Next());
            _unresolved.Add(call.Sequence, call);
            return call;
        }
    }

    private async Task CallAsync(IBookGrain book, NodeCall call, CancellationToken stop)
    {
        var answer = await AnswerAsync(book, call, stop);
        lock (_checker)
        {
            if (answer.Status == ReplyStatus.Answered) _checker.Answered(Node, Name, call.Sequence, answer.Payload, isRepeated: false);
            else _checker.Violate($"{Node}: call {call.Sequence} of {Name} was refused as {answer.Status}");
        }

        lock (_gate)
        {
            _unresolved.Remove(call.Sequence);
            _recent.Add((call, StateHasher.Hash(answer.Payload)));
            if (_recent.Count > AnswersRemembered) _recent.RemoveAt(0);
        }
    }

    /// <summary>Repeats a call under its id while it is refused for now; gives up only at the end.</summary>
    private static async Task<NodeAnswer> AnswerAsync(IBookGrain book, NodeCall call, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                var answer = await book.Execute(call).WaitAsync(stop);
                if (answer.Status is not (ReplyStatus.Unavailable or ReplyStatus.Overloaded or ReplyStatus.StoreUnavailable))
                {
                    return answer;
                }
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // The silo is gone, or not there yet: the outcome is unknown.
            }

            await Task.Delay(Pause, stop);
        }
    }
}
