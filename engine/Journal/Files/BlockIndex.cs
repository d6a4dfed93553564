using System.Collections.Generic;

namespace Trading.Journal;

/// <summary>Where a block's frame begins.</summary>
/// <param name="Sequence">The block.</param>
/// <param name="Segment">The segment's number.</param>
/// <param name="Offset">The frame's first byte in it.</param>
internal readonly record struct BlockPlace(ulong Sequence, ulong Segment, long Offset);

/// <summary>The places of some blocks, from which a reader walks on: one in each stretch of a segment.</summary>
internal sealed class BlockIndex
{
    private const long StretchBytes = 256 * 1024;
    private readonly List<BlockPlace> _places = [];

    /// <summary>Notes a block, if the last one noted is not near; blocks come in order.</summary>
    public void Note(BlockPlace place)
    {
        // A block that was carried into a new segment is read from there.
        while (_places.Count > 0 && _places[^1].Sequence >= place.Sequence) _places.RemoveAt(_places.Count - 1);
        var isNear = _places.Count > 0 && _places[^1].Segment == place.Segment
            && place.Offset - _places[^1].Offset < StretchBytes;
        if (!isNear) _places.Add(place);
    }

    /// <summary>Forgets the blocks of segments before one.</summary>
    public void ForgetBefore(ulong segment) => _places.RemoveAll(place => place.Segment < segment);

    /// <summary>Forgets everything.</summary>
    public void Clear() => _places.Clear();

    /// <summary>The last place noted at or before a block; null when there is none.</summary>
    public BlockPlace? Find(ulong sequence)
    {
        var (low, high) = (0, _places.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_places[middle].Sequence <= sequence) low = middle + 1;
            else high = middle;
        }

        return low == 0 ? null : _places[low - 1];
    }
}
