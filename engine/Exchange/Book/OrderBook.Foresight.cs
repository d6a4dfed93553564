using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Trading.Model;

namespace Trading.Exchange;

internal sealed unsafe partial class OrderBook
{
    // How many commands ahead the index entry, the order and its neighbours are asked for: each step needs the one
    // before.
    internal const int EntryAhead = 6;
    internal const int OrderAhead = 4;
    internal const int NeighboursAhead = 2;

    // The orders of a smaller book lie in the second-level cache: asking for them costs more than waiting.
    private const int ForeseenFrom = 8192;

    /// <summary>
    /// Brings the cache lines that the next commands of a batch will touch on their way while this one is worked on. It
    /// only reads, and what it reads may be out of date: that costs a wait, never a wrong answer.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Foresee(ReadOnlySpan<BookCommand> commands, int next)
    {
        if (!Sse.IsSupported || next + EntryAhead >= commands.Length) return;
        if (_index.Count < ForeseenFrom) return;
        ForeseeEntry(commands[next + EntryAhead].OrderId);

        // Whatever the kind: which kinds come next cannot be predicted, and asking in vain costs less than a wrong
        // guess.
        ForeseeOrder(commands[next + OrderAhead].OrderId);
        ForeseeNeighbours(commands[next + NeighboursAhead].OrderId);
    }

    /// <summary>Asks for an id's entry in the index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void ForeseeEntry(ulong orderId) => _index.Prefetch(orderId);

    /// <summary>Asks for an order, by its entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void ForeseeOrder(ulong orderId) => Sse.Prefetch0(At(_index.Guess(orderId)));

    /// <summary>Asks for an order's neighbours and its level, by the order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void ForeseeNeighbours(ulong orderId)
    {
        var order = At(_index.Guess(orderId));
        Sse.Prefetch0(At(order->Previous));
        Sse.Prefetch0(At(order->Next));
        Sse.Prefetch0(_ladder.At(order->Level));
    }

    /// <summary>Asks for the order that a taker of a side would meet first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ForeseeMaker(Side takerSide)
    {
        if (Sse.IsSupported) Sse.Prefetch0(At(_ladder.At(SideOf(Opposite(takerSide))->BestLevel)->Head));
    }
}
