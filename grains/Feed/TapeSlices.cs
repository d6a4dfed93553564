using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Trading.Market;

namespace Trading.Grains;

/// <summary>A tape's slices, one after the other.</summary>
/// <param name="tape">The tape's uncompressed bytes; closed with the slices.</param>
internal sealed class TapeSlices(Stream tape) : IAsyncDisposable
{
    /// <summary>Slices that were read.</summary>
    public ulong Position { get; private set; }

    /// <summary>Why no more can be read; empty while, and where, the tape is whole.</summary>
    public string Error { get; private set; } = "";

    /// <summary>The next slice.</summary>
    /// <returns>Null at the tape's end, or where it cannot be read any further.</returns>
    public async Task<byte[]?> NextAsync(CancellationToken stop)
    {
        var slice = new byte[FeedState.SliceBytes];
        try
        {
            var length = await tape.ReadAtLeastAsync(slice, slice.Length, throwOnEndOfStream: false, stop);
            if (length == 0) return null;
            Position++;
            return length == slice.Length ? slice : slice[..length];
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Whatever reading or decompressing throws.
            Error = error.Message;
            return null;
        }
    }

    public ValueTask DisposeAsync() => tape.DisposeAsync();
}
