using System;
using System.Buffers;
using System.Collections.Immutable;
using Trading.Model;
using Trading.Orders;

namespace Trading.Desk;

/// <summary>Watches a desk's timeline while it runs: what is written to files and screens. Nothing that it does comes back.</summary>
public interface IDeskWatcher
{
    /// <summary>An order was filled.</summary>
    void OnFill(in ExecutionReport fill);

    /// <summary>The account was valued.</summary>
    void OnEquity(in EquityMessage equity);

    /// <summary>Something that people want to know.</summary>
    void OnNotice(in DeskNotice notice);

    /// <summary>An operator's command took effect, or was refused; a notice of it follows.</summary>
    /// <param name="command">The command as it came.</param>
    /// <param name="code">What became of it.</param>
    void OnCommand(in TimedCommand command, CommandCode code)
    {
    }
}

/// <summary>
/// The desk's own node: the timeline of fills, values and notices comes together here, and operators' commands go out from
/// here, to the account and to the strategies that they name.
/// </summary>
/// <param name="rank">Its place in the order of all sources.</param>
/// <param name="name">Its name.</param>
/// <param name="strategies">The ranks of the strategies, by number less one.</param>
/// <param name="venue">The rank of the venue account.</param>
/// <param name="capital">The rank of the account's capital.</param>
public sealed class ControlNode(int rank, string name, ImmutableArray<int> strategies, int venue, int capital) : DeskNode(rank, name)
{
    /// <summary>Who watches; null for nobody. Not part of the state.</summary>
    public IDeskWatcher? Watcher { get; set; }

    /// <inheritdoc/>
    internal override bool SpeaksOnlyOnCommand => true;

    /// <summary>Fills so far.</summary>
    public long Fills { get; private set; }

    /// <summary>Intents that our own rules denied.</summary>
    public long Denied { get; private set; }

    /// <summary>Strategies that threw.</summary>
    public long Faults { get; private set; }

    /// <summary>Reports and commands that did not fit what was known, and funding that could not be booked.</summary>
    public long Misfits { get; private set; }

    /// <summary>Orders that the account refused.</summary>
    public long Refused { get; private set; }

    /// <summary>The greatest id of a command that was carried out; 0 before the first.</summary>
    public long LastCommandId { get; private set; }

    /// <inheritdoc/>
    protected override void OnMessage(in DeskMessage message)
    {
        if (message.Kind == MessageKind.Report)
        {
            Fills++;
            Watcher?.OnFill(message.Payload.As<ExecutionReport>());
        }
        else if (message.Kind == MessageKind.Equity)
        {
            Watcher?.OnEquity(message.Payload.As<EquityMessage>());
        }
        else if (message.Kind == MessageKind.Notice)
        {
            TakeNotice(message.Payload.As<DeskNotice>());
        }
        else if (message.Kind == MessageKind.Command)
        {
            TakeCommand(message.Payload.As<OperatorCommand>());
        }
    }

    /// <inheritdoc/>
    protected override void SaveState(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        writer.Write(Fills);
        writer.Write(Denied);
        writer.Write(Faults);
        writer.Write(Misfits);
        writer.Write(Refused);
        writer.Write(LastCommandId);
    }

    /// <inheritdoc/>
    protected override void LoadState(ref StateReader reader)
    {
        (Fills, Denied) = (reader.ReadInt64(), reader.ReadInt64());
        (Faults, Misfits) = (reader.ReadInt64(), reader.ReadInt64());
        (Refused, LastCommandId) = (reader.ReadInt64(), reader.ReadInt64());
    }

    private void TakeNotice(in DeskNotice notice)
    {
        if (notice.Kind == NoticeKind.Denied) Denied++;
        else if (notice.Kind == NoticeKind.Fault) Faults++;
        else if (notice.Kind is NoticeKind.Misfit or NoticeKind.Funding) Misfits++;
        else if (notice.Kind == NoticeKind.Refused) Refused++;
        Watcher?.OnNotice(notice);
    }

    private void TakeCommand(in OperatorCommand command)
    {
        var code = command.Check(strategies.Length);
        if (code == CommandCode.Accepted && IsRepeated(command)) code = CommandCode.Repeated;
        if (code == CommandCode.Accepted) Carry(command);
        Watcher?.OnCommand(new TimedCommand(NowNs, command), code);
        Watcher?.OnNotice(new DeskNotice
        {
            Kind = NoticeKind.Operator,
            TimeNs = NowNs,
            Strategy = command.Strategy,
            Instrument = -1,
            Code = (int)code,
            Value = command.CommandId,
            Limit = (int)command.Kind,
        });
    }

    /// <summary>
    /// Whoever lost the answer sends the command again: it must not act twice. One that comes late, out of an emergency log or under a clock
    /// that is behind, was promised to its operator; but a late one that resumes trading must not undo what was ordered after it.
    /// </summary>
    private bool IsRepeated(in OperatorCommand command) =>
        command.CommandId == LastCommandId || (command.CommandId < LastCommandId && command.Kind == CommandKind.Resume);

    /// <summary>The account hears of it first: it is the last door before the exchange.</summary>
    private void Carry(in OperatorCommand command)
    {
        LastCommandId = Math.Max(LastCommandId, command.CommandId);
        Send(venue, MessageKind.Command, command);
        Send(capital, MessageKind.Command, command);
        for (var number = 1; number <= strategies.Length; number++)
        {
            if (command.IsFor(number)) Send(strategies[number - 1], MessageKind.Command, command);
        }
    }
}
