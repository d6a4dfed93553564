using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Trading.Model;

namespace Trading.Desk;

/// <summary>Puts the parts of what a live book publishes together again: an event is seen whole or not at all.</summary>
internal sealed class PublishedMarket
{
    private readonly List<PriceLevel> _levels = [];
    private bool _isWhole;

    /// <summary>The levels of the event whose last part was taken.</summary>
    public ReadOnlySpan<PriceLevel> Levels => CollectionsMarshal.AsSpan(_levels);

    /// <summary>Takes the next part.</summary>
    /// <returns>True when it was an event's last one.</returns>
    public bool Take(in MarketDataMessage part)
    {
        if (_isWhole) _levels.Clear();
        Span<PriceLevel> levels = stackalloc PriceLevel[8];
        _levels.AddRange(levels[..part.CopyLevels(levels)]);
        return _isWhole = part.IsLast;
    }

    /// <summary>Writes the levels of an event that is not whole yet.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_isWhole ? 0 : _levels.Count);
        if (_isWhole) return;
        foreach (var (side, price, quantity) in _levels)
        {
            writer.Write((byte)side);
            writer.Write(price);
            writer.Write(quantity);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(ref StateReader reader)
    {
        _isWhole = false;
        _levels.Clear();
        for (var left = reader.ReadCount(17); left > 0; left--)
        {
            _levels.Add(new PriceLevel((Side)reader.ReadByte(), reader.ReadInt64(), reader.ReadInt64()));
        }
    }
}
