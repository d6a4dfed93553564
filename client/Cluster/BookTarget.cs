using System;
using System.Threading.Tasks;
using Trading.Client.Sim;
using Trading.Durable;
using Trading.Exchange;
using Trading.GrainInterfaces;
using Trading.Model;

namespace Trading.Client.Cluster;

/// <summary>A book of the simulated exchange, as the commands address it.</summary>
internal static class BookTarget
{
    private const string Caller = "trading-cli";

    /// <summary>The instrument with the simulated exchange's rules.</summary>
    public static Result<Instrument, string> Parse(string text)
    {
        if (!InstrumentId.Parse(text).TryGet(out var id, out _))
        {
            return $"'{text}' is no instrument: write exchange:symbol, as in sim:BTC-USDT.";
        }

        return id.Venue == SimulatedInstruments.Venue
            ? SimulatedInstruments.Create(text)
            : $"'{text}': only the simulated exchange keeps order books here; write sim:{id.Symbol}. "
                + "For a recorded venue use 'trading market watch'.";
    }

    /// <summary>
    /// The book. Calls are numbered by the clock: commands share one name, and numbers need only go up.
    /// </summary>
    public static BookClient Of(ClusterConnection cluster, Instrument instrument) =>
        cluster.Book(instrument.Id, Caller, (ulong)NowNs());

    /// <summary>Makes the book under the simulated exchange's rules, if it is not there yet.</summary>
    /// <returns>Null, or why it cannot be used.</returns>
    public static async Task<string?> ConfigureAsync(BookClient book, Instrument instrument)
    {
        var answer = await book.ConfigureAsync(instrument);
        if (!answer.TryGet(out var status, out var refusal)) return Explain(refusal);
        return status == BookAnswerStatus.Done ? null : $"the book of {instrument.Id} exists under other rules.";
    }

    /// <summary>The clock, UNIX nanoseconds.</summary>
    public static long NowNs() =>
        (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>What a refusal means to the one who typed the command.</summary>
    public static string Explain(ReplyStatus status) => status switch
    {
        ReplyStatus.Answered or ReplyStatus.Delivered or ReplyStatus.Gap => "the book answered.",
        ReplyStatus.TooOld or ReplyStatus.PayloadConflict => "a later command overtook this one; repeat it.",
        ReplyStatus.Overloaded => "the book is overloaded; repeat the command later.",
        ReplyStatus.TooLarge => "the command is larger than a book takes.",
        ReplyStatus.Malformed => "the book did not understand the command.",
        ReplyStatus.Unavailable =>
            "the book does not answer, and the outcome is unknown: look with 'trading book show'.",
        ReplyStatus.TooManyClients => "the book remembers as many callers as it may.",
        ReplyStatus.Emergency =>
            "the journal cannot be written; the cancel is in the emergency log and comes first once it is back.",
        ReplyStatus.CorruptData =>
            "the book's journal does not verify and it takes no orders: see 'trading journal verify' and docs/RUNBOOK.md.",
        ReplyStatus.InvariantBroken =>
            "the book is halted: an invariant does not hold, and nothing was done; see the silo's log and docs/RUNBOOK.md.",
        ReplyStatus.StoreUnavailable => "the journal cannot be reached now, and nothing was done; repeat the command later.",
    };
}
