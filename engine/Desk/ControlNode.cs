using System.Buffers;
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
}

/// <summary>The desk's own node: the timeline of fills, values and notices comes together here.</summary>
public sealed class ControlNode(int rank, string name) : DeskNode(rank, name)
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

    /// <summary>Reports and commands that did not fit what was known.</summary>
    public long Misfits { get; private set; }

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
    }

    /// <inheritdoc/>
    protected override void SaveState(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        writer.Write(Fills);
        writer.Write(Denied);
        writer.Write(Faults);
        writer.Write(Misfits);
    }

    /// <inheritdoc/>
    protected override void LoadState(ref StateReader reader)
    {
        (Fills, Denied) = (reader.ReadInt64(), reader.ReadInt64());
        (Faults, Misfits) = (reader.ReadInt64(), reader.ReadInt64());
    }

    private void TakeNotice(in DeskNotice notice)
    {
        if (notice.Kind == NoticeKind.Denied) Denied++;
        else if (notice.Kind == NoticeKind.Fault) Faults++;
        else if (notice.Kind == NoticeKind.Misfit) Misfits++;
        Watcher?.OnNotice(notice);
    }
}
