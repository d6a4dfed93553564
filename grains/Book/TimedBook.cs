using System;
using Trading.Durable;
using Trading.Exchange;
using Trading.Invariants;

namespace Trading.Grains;

/// <summary>What the commands of a call did to a book, as its timing tells them apart.</summary>
internal enum BookWork : byte
{
    /// <summary>Orders alone, and nothing traded.</summary>
    Insert = 1,

    /// <summary>Orders alone, and some traded.</summary>
    Match = 2,

    /// <summary>Cancels alone.</summary>
    Cancel = 3,

    /// <summary>Anything else.</summary>
    Mixed = 4,
}

/// <summary>A book's node of whose calls one in sixteen is timed, replays included: a reading of the clock costs as much as a command.</summary>
/// <param name="book">The node.</param>
/// <param name="meters">Take the time.</param>
/// <param name="clock">Measures.</param>
internal sealed class TimedBook(WatchedBook book, NodeMeters meters, TimeProvider clock) : NodeWrapper(book), INodeAudit
{
    private const int CallsPerSample = 16;
    private int _calls;

    /// <inheritdoc/>
    public override void Handle(in NodeInput input, NodeOutput output)
    {
        if (_calls++ % CallsPerSample != 0 || input.Kind != NodeInputKind.Call || BookCall.KindOf(input.Payload) != BookCallKind.Commands)
        {
            base.Handle(input, output);
            return;
        }

        var start = clock.GetTimestamp();
        base.Handle(input, output);
        var took = clock.GetElapsedTime(start);
        var commands = BookCall.CommandsOf(input.Payload);
        if (BookAnswer.TryRead(output.AnswerBytes, out var answer)) meters.Handled(WorkOf(commands, answer.Reports), took / commands.Length);
    }

    /// <inheritdoc/>
    public Breach? Judge(in NodeInput input, NodeOutput output) => book.Judge(input, output);

    /// <inheritdoc/>
    public Breach? JudgeWhole() => book.JudgeWhole();

    private static BookWork WorkOf(ReadOnlySpan<BookCommand> commands, ReadOnlySpan<BookReport> reports)
    {
        var kind = commands[0].Kind;
        foreach (ref readonly var command in commands)
        {
            if (command.Kind != kind) return BookWork.Mixed;
        }

        if (kind == BookCommandKind.Cancel) return BookWork.Cancel;
        if (kind != BookCommandKind.Submit) return BookWork.Mixed;
        foreach (ref readonly var report in reports)
        {
            if (report.Kind == BookReportKind.Trade) return BookWork.Match;
        }

        return BookWork.Insert;
    }
}
