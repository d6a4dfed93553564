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

    /// <summary>The next slice; empty at the tape's end. It throws whatever reading or decompressing throws.</summary>
    public async Task<byte[]> NextAsync(CancellationToken stop)
    {
        var slice = new byte[FeedState.SliceBytes];
        var length = await tape.ReadAtLeastAsync(slice, slice.Length, throwOnEndOfStream: false, stop);
        Position++;
        return length == slice.Length ? slice : slice[..length];
    }

    public ValueTask DisposeAsync() => tape.DisposeAsync();
}
