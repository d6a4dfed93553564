using System.Collections.Generic;
using Trading.Model;

namespace Trading.Simulation;

/// <summary>
/// The venue's end of the link. Policy: messages are handed on in sequence; a repeated or late one is dropped and
/// counted; early ones wait in a window for the missing ones; when the window is full, the missing sequences are
/// declared a gap, which is reported, and the waiting ones go on.
/// </summary>
internal sealed class SequencedReceiver(int window)
{
    private readonly List<OrderMessage> _early = [];
    private long _next = 1;

    /// <summary>Messages dropped as repeated or late.</summary>
    public long DuplicatesDropped { get; private set; }

    /// <summary>Messages that came early and were put back in order.</summary>
    public long Reordered { get; private set; }

    /// <summary>Gaps declared.</summary>
    public long Gaps { get; private set; }

    /// <summary>The first and last sequence of the gap that <see cref="Receive"/> declared; (0, −1) when it declared none.</summary>
    public (long First, long Last) DeclaredGap { get; private set; } = (0, -1);

    /// <summary>Takes an arrival and appends what can be handed on, in sequence.</summary>
    public void Receive(in OrderMessage message, List<OrderMessage> inOrder)
    {
        DeclaredGap = (0, -1);
        if (message.Sequence < _next)
        {
            DuplicatesDropped++;
            return;
        }

        if (message.Sequence == _next)
        {
            _next++;
            inOrder.Add(message);
        }
        else if (!TryKeepEarly(message))
        {
            DuplicatesDropped++;
            return;
        }

        if (_early.Count > window)
        {
            DeclaredGap = (_next, _early[0].Sequence - 1);
            Gaps++;
            _next = _early[0].Sequence;
        }

        HandOnEarly(inOrder);
    }

    /// <summary>Writes the state.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_next);
        writer.Write(DuplicatesDropped);
        writer.Write(Reordered);
        writer.Write(Gaps);
        writer.Write(_early.Count);
        foreach (var message in _early) MessageBytes.Save(writer, message);
    }

    /// <summary>Reads the state.</summary>
    public void Load(ref StateReader reader)
    {
        _next = reader.ReadInt64();
        DuplicatesDropped = reader.ReadInt64();
        Reordered = reader.ReadInt64();
        Gaps = reader.ReadInt64();
        _early.Clear();
        var count = reader.ReadCount(MessageBytes.Size);
        for (var i = 0; i < count; i++) _early.Add(MessageBytes.Load(ref reader));
    }

    private bool TryKeepEarly(in OrderMessage message)
    {
        var index = _early.Count;
        while (index > 0 && _early[index - 1].Sequence >= message.Sequence) index--;
        if (index < _early.Count && _early[index].Sequence == message.Sequence) return false;
        _early.Insert(index, message);
        Reordered++;
        return true;
    }

    private void HandOnEarly(List<OrderMessage> inOrder)
    {
        var count = 0;
        while (count < _early.Count && _early[count].Sequence == _next)
        {
            inOrder.Add(_early[count++]);
            _next++;
        }

        _early.RemoveRange(0, count);
    }
}
