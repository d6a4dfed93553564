using System.Collections.Generic;
using Trading.Model;

namespace Trading.Simulation;

/// <summary>
/// The link from the gateway to the venue, with seeded faults: a message may be lost, arrive twice, or be overtaken by
/// a number of later messages. Counted in messages, not in time, so that a fault is a fault at any rate.
/// </summary>
internal sealed class FaultyLink(InjectionSettings settings, SeededRandom random)
{
    private readonly List<(OrderMessage Message, int Overtakes)> _held = [];
    private readonly List<OrderMessage> _lost = [];
    private SeededRandom _random = random;
    private long _sent;

    /// <summary>Messages that never arrive and whose gap is not yet known to the receiver.</summary>
    public IReadOnlyList<OrderMessage> Lost => _lost;

    /// <summary>Sends a message; what arrives now is appended to <paramref name="arrivals"/> in order of arrival.</summary>
    public void Send(OrderMessage message, List<OrderMessage> arrivals)
    {
        message.Sequence = ++_sent;
        if (!settings.IsActive)
        {
            arrivals.Add(message);
            return;
        }

        // All three draws are made for every message: the chance of one fault does not move the draws of the others.
        var isLost = _random.ChancePpm(settings.GapPpm);
        var isDouble = _random.ChancePpm(settings.DuplicatePpm);
        var isOvertaken = _random.ChancePpm(settings.ReorderPpm);
        var overtakes = (int)_random.Between(1, settings.ReorderDepthMax);
        if (isLost) _lost.Add(message);
        else if (isOvertaken) _held.Add((message, overtakes + 1));
        else arrivals.Add(message);
        if (isDouble && !isLost && !isOvertaken) arrivals.Add(message);
        ReleaseHeld(arrivals);
    }

    /// <summary>The receiver declared these sequences lost: forgets them and hands out the messages.</summary>
    public void TakeLost(long first, long last, List<OrderMessage> lost)
    {
        Take(_lost, first, last, lost);
        for (var i = 0; i < _held.Count; i++)
        {
            // Overtaken by more than the window: it still arrives, and is then too late.
            if (_held[i].Message.Sequence >= first && _held[i].Message.Sequence <= last) lost.Add(_held[i].Message);
        }
    }

    /// <summary>Writes the state.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_random);
        writer.Write(_sent);
        writer.Write(_held.Count);
        foreach (var (message, overtakes) in _held)
        {
            MessageBytes.Save(writer, message);
            writer.Write(overtakes);
        }

        writer.Write(_lost.Count);
        foreach (var message in _lost) MessageBytes.Save(writer, message);
    }

    /// <summary>Reads the state.</summary>
    public void Load(ref StateReader reader)
    {
        _random = reader.ReadRandom();
        _sent = reader.ReadInt64();
        _held.Clear();
        var held = reader.ReadCount(MessageBytes.Size + 4);
        for (var i = 0; i < held; i++) _held.Add((MessageBytes.Load(ref reader), reader.ReadInt32()));
        _lost.Clear();
        var lost = reader.ReadCount(MessageBytes.Size);
        for (var i = 0; i < lost; i++) _lost.Add(MessageBytes.Load(ref reader));
    }

    private static void Take(List<OrderMessage> from, long first, long last, List<OrderMessage> to)
    {
        for (var i = 0; i < from.Count;)
        {
            if (from[i].Sequence < first || from[i].Sequence > last)
            {
                i++;
                continue;
            }

            to.Add(from[i]);
            from.RemoveAt(i);
        }
    }

    private void ReleaseHeld(List<OrderMessage> arrivals)
    {
        for (var i = 0; i < _held.Count;)
        {
            var (message, overtakes) = _held[i];
            if (overtakes > 1)
            {
                _held[i++] = (message, overtakes - 1);
                continue;
            }

            arrivals.Add(message);
            _held.RemoveAt(i);
        }
    }
}
