using System;
using System.Buffers;
using Trading.Durable;
using Trading.Model;

namespace Trading.Exchange;

/// <summary>
/// One instrument's book as a node: calls carry batches of commands and are answered by the reports; a query shows
/// the best levels. Times are in the commands: when a call arrives changes nothing, so its state equals an offline
/// run's.
/// </summary>
public sealed class BookNode : INode
{
    private readonly ReportBuffer _reports = new();
    private IOrderBook? _book;

    /// <inheritdoc/>
    public uint Version => 1;

    /// <summary>The book; null before it is configured. To be looked at, not changed.</summary>
    internal IOrderBook? Book => _book;

    /// <inheritdoc/>
    public bool Accepts(NodeInputKind kind, ReadOnlySpan<byte> payload) => kind switch
    {
        NodeInputKind.Call or NodeInputKind.Deliver => BookCall.KindOf(payload) is not null,
        NodeInputKind.Timer => false,
    };

    /// <inheritdoc/>
    public bool IsUrgent(ReadOnlySpan<byte> payload)
    {
        if (BookCall.KindOf(payload) != BookCallKind.Commands) return false;
        foreach (ref readonly var command in BookCall.CommandsOf(payload))
        {
            if (command.Kind != BookCommandKind.Cancel) return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public void Handle(in NodeInput input, NodeOutput output)
    {
        _reports.Clear();
        var status = BookCall.KindOf(input.Payload) == BookCallKind.Configure
            ? Configure(BookCall.RulesOf(input.Payload))
            : Execute(BookCall.CommandsOf(input.Payload));
        BookAnswer.Write(output.Answer, status, _book?.ReportSequence ?? 0, _reports.Reports);
    }

    /// <inheritdoc/>
    public void Query(ReadOnlySpan<byte> query, IBufferWriter<byte> answer)
    {
        if (_book is not null && BookView.LevelsOf(query) is { } levels) BookView.Write(_book, levels, answer);
    }

    /// <summary>The book's own state hash; 0 before it is configured.</summary>
    public UInt128 StateHash() => _book?.StateHash() ?? 0;

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        writer.Write(_book is not null);
        if (_book is null) return;
        InstrumentCodec.Write(_book.Instrument, writer);
        _book.Save(destination);
    }

    /// <inheritdoc/>
    public NodeLoadOutcome Load(ReadOnlySpan<byte> saved)
    {
        var reader = new StateReader(saved);
        if (!reader.ReadBool()) return LoadEmpty(reader.IsComplete);
        if (InstrumentCodec.Read(ref reader) is not { } instrument) return NodeLoadOutcome.Malformed;
        if (!OrderBooks.Load(instrument, saved[^reader.Remaining..]).TryGet(out var book, out var error))
        {
            return error.Fault == BookLoadFault.UnknownVersion
                ? NodeLoadOutcome.OtherVersion
                : NodeLoadOutcome.Malformed;
        }

        _book = book;
        return NodeLoadOutcome.Loaded;
    }

    private NodeLoadOutcome LoadEmpty(bool isComplete)
    {
        if (isComplete) _book = null;
        return isComplete ? NodeLoadOutcome.Loaded : NodeLoadOutcome.Malformed;
    }

    private BookAnswerStatus Configure(Instrument? rules)
    {
        if (rules is null) return BookAnswerStatus.NotConfigured;
        _book ??= OrderBooks.Create(rules);
        return _book.Instrument == rules ? BookAnswerStatus.Done : BookAnswerStatus.OtherRules;
    }

    private BookAnswerStatus Execute(ReadOnlySpan<BookCommand> commands)
    {
        if (_book is null) return BookAnswerStatus.NotConfigured;
        _book.Execute(commands, _reports);
        return BookAnswerStatus.Done;
    }
}
