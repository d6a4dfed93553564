using System;
using System.Threading;
using System.Threading.Tasks;
using Trading.Client.Bench;
using Trading.Durable;
using Trading.GrainInterfaces;
using Xunit;

namespace Trading.Client.Tests;

public sealed class DurableLoadTests
{
    /// <summary>A node forgets its oldest answers: who runs ahead of a call that is late makes it too old.</summary>
    [Fact]
    public async Task No_call_is_made_a_whole_window_after_one_without_an_answer()
    {
        const int Window = 32;
        var windowFull = new TaskCompletionSource();
        var (late, isLateAnswered) = (0L, false);
        var load = await new DurableLoad(clients: 1, inFlight: 4).RunAsync(CallAsync, TimeSpan.FromMilliseconds(300));
        Assert.True(load.Calls > Window);
        Assert.Equal(Window - 1, late);

        async Task<NodeAnswer> CallAsync(int client, long call)
        {
            await Task.Yield();
            if (call == Window - 1) windowFull.TrySetResult();
            if (!Volatile.Read(ref isLateAnswered)) Interlocked.Exchange(ref late, Math.Max(Interlocked.Read(ref late), call));
            if (call == 0)
            {
                // Time enough for others to go on, if nothing held them.
                await windowFull.Task;
                await Task.Delay(50);
                Volatile.Write(ref isLateAnswered, true);
            }

            return new NodeAnswer(ReplyStatus.Answered, []);
        }
    }
}
