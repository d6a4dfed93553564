using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace Trading.Bench.MatchingAbi;

/// <summary>
/// One producer, one consumer, in native memory: the matcher writes reports in place and publishes them in groups, the
/// drainer copies what is published. Each side's counter has its own cache lines, and each side remembers the other's.
/// </summary>
internal static unsafe class ReportRing
{
    private const int LineBytes = 128;

    /// <summary>
    /// The counters; reports follow. Written and Published belong to the producer, Drained to the consumer.
    /// </summary>
    [StructLayout(LayoutKind.Explicit, Size = 4 * LineBytes)]
    internal struct Header
    {
        [FieldOffset(0)]
        public AbiReport* Slots;

        [FieldOffset(8)]
        public ulong Mask;

        [FieldOffset(LineBytes)]
        public ulong Written;

        [FieldOffset(LineBytes + 8)]
        public ulong DrainedSeen;

        [FieldOffset(2 * LineBytes)]
        public ulong Published;

        [FieldOffset(3 * LineBytes)]
        public ulong Drained;
    }

    public static Header* Create(uint capacity)
    {
        var size = System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)capacity);
        var header = (Header*)NativeMemory.AlignedAlloc((nuint)sizeof(Header), LineBytes);
        *header = default;
        var slots = (nuint)size * (nuint)sizeof(AbiReport);
        header->Slots = (AbiReport*)NativeMemory.AlignedAlloc(slots, LineBytes);

        // Touched here, so that no page is faulted in under the clock.
        NativeMemory.Clear(header->Slots, slots);
        header->Mask = size - 1;
        return header;
    }

    public static void Destroy(Header* ring)
    {
        NativeMemory.AlignedFree(ring->Slots);
        NativeMemory.AlignedFree(ring);
    }

    /// <summary>The next slot to write; waits while the ring is full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static AbiReport* Next(Header* ring)
    {
        unchecked
        {
            if (ring->Written - ring->DrainedSeen > ring->Mask) WaitForRoom(ring);
            return ring->Slots + (ring->Written++ & ring->Mask);
        }
    }

    /// <summary>Makes everything written visible to the drainer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Publish(Header* ring) => Volatile.Write(ref ring->Published, ring->Written);

    /// <summary>Copies published reports out.</summary>
    public static uint Drain(Header* ring, AbiReport* to, uint max)
    {
        unchecked
        {
            var drained = ring->Drained;
            var count = Volatile.Read(ref ring->Published) - drained;
            if (count == 0) return 0;
            if (count > max) count = max;
            var first = drained & ring->Mask;
            if (first + count > ring->Mask + 1) count = ring->Mask + 1 - first;
            Unsafe.CopyBlock(to, ring->Slots + first, (uint)count * (uint)sizeof(AbiReport));
            Volatile.Write(ref ring->Drained, drained + count);
            return (uint)count;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WaitForRoom(Header* ring)
    {
        Publish(ring);
        while (unchecked(ring->Written - (ring->DrainedSeen = Volatile.Read(ref ring->Drained))) > ring->Mask)
        {
            Thread.SpinWait(1);
        }
    }
}
