using System;
using System.Threading;
using System.Threading.Tasks;
using Trading.Market;

namespace Trading.Grains;

/// <summary>Slices of a tape by their number, for whoever asks again: quick in ascending order, from the tape's start otherwise.</summary>
internal sealed class TapeArchive(ITapeSource tapes) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private (string Name, string Sha256) _tape;
    private TapeSlices? _slices;

    /// <summary>Reads a slice of the tape that a feed plays.</summary>
    /// <returns>Null when the tape cannot be read there now.</returns>
    public async Task<byte[]?> ReadAsync(FeedState feed, ulong number)
    {
        await _turn.WaitAsync();
        try
        {
            var tape = (feed.Tape, feed.Sha256);
            if (tape != _tape || _slices?.Position >= number) await CloseAsync();
            if (_slices is null && (await tapes.OpenAsync(feed.Tape, feed.Sha256)).TryGet(out var stream, out _))
            {
                (_tape, _slices) = (tape, new TapeSlices(stream));
            }

            byte[]? slice = null;
            while (_slices?.Position < number && (slice = await _slices.NextAsync(CancellationToken.None)) is not null)
            {
            }

            if (slice is null) await CloseAsync();
            return slice;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        await CloseAsync();
        _turn.Release();
    }

    private async ValueTask CloseAsync()
    {
        if (_slices is not null) await _slices.DisposeAsync();
        _slices = null;
    }
}
