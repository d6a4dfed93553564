using System;
using Trading.Model;
using Trading.Tape;

namespace Trading.Desk;

/// <summary>Reads a feed's slices for a relay. What the tape itself breaks ends it here: its market says why.</summary>
/// <param name="relay">Hears the tape.</param>
/// <param name="source">The instrument that is passed on.</param>
public sealed class RelayedTape(MarketRelay relay, InstrumentId source)
{
    private TapeDecoder _decoder = new(isLenient: false);
    private bool _isBegun;

    /// <summary>Slices that were read.</summary>
    public ulong Slices { get; private set; }

    /// <summary>Forgets the tape: it is read from its first slice on.</summary>
    public void Rewind() => (_decoder, _isBegun, Slices) = (new TapeDecoder(isLenient: false), false, 0);

    /// <summary>Takes the next slice; an empty one is the tape's end.</summary>
    public void Take(ReadOnlySpan<byte> slice)
    {
        Slices++;
        if (slice.IsEmpty) _decoder.CompleteInput();
        do
        {
            var free = _decoder.Free();
            var length = Math.Min(free.Length, slice.Length);
            slice[..length].CopyTo(free.Span);
            _decoder.Advance(length);
            slice = slice[length..];
            if (!TryTakeEvents()) return;
        }
        while (!slice.IsEmpty);
    }

    private bool TryTakeEvents()
    {
        while (true)
        {
            switch (_decoder.Step())
            {
                case TapeStep.NeedInput:
                    return true;
                case TapeStep.Event when _isBegun || TryBegin():
                    relay.Add(_decoder.Event, _decoder.Levels);
                    break;
                case TapeStep.End:
                    relay.Complete();
                    return false;
                default:
                    return false;
            }
        }
    }

    private bool TryBegin()
    {
        if (_decoder.Header is not { } header || header.Find(source) is not (>= 0 and var instrument)) return false;
        relay.Begin(header, instrument);
        return _isBegun = true;
    }
}
