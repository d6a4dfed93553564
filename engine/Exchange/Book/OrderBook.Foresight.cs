using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Trading.Model;

namespace Trading.Exchange;

internal sealed unsafe partial class OrderBook
{
    // How many commands ahead the index entry, the order and its neighbours are asked for: each step needs the one before.
    private const int EntryAhead = 6;
    private const int OrderAhead = 4;
    private const int NeighboursAhead = 2;

    /// <summary>
    /// Brings the cache lines that the next commands of a batch will touch on their way while this one is worked on. It
    /// only reads, and what it reads may be out of date: that costs a wait, never a wrong answer.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Foresee(ReadOnlySpan<BookCommand> commands, int next)
    {
        if (!Sse.IsSupported || next + EntryAhead >= commands.Length) return;
        unchecked
        {
            _index.Prefetch(commands[next + EntryAhead].OrderId);
            ref readonly var soon = ref commands[next + OrderAhead];
            if (soon.Kind != BookCommandKind.Submit) Sse.Prefetch0(At(_index.Guess(soon.OrderId)));
            ref readonly var sooner = ref commands[next + NeighboursAhead];
            if (sooner.Kind == BookCommandKind.Submit) return;
            var order = At(_index.Guess(sooner.OrderId));
            Sse.Prefetch0(At(order->Previous));
            Sse.Prefetch0(At(order->Next));
            Sse.Prefetch0(_ladder.At(order->Level));
        }
    }

    /// <summary>Asks for the order that a taker of a side would meet first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ForeseeMaker(Side takerSide)
    {
        if (Sse.IsSupported) Sse.Prefetch0(At(_ladder.At(SideOf(Opposite(takerSide))->BestLevel)->Head));
    }
}
