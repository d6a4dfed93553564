using System;
using System.Threading.Tasks;
using Xunit;

namespace Trading.Tests.Grains;

/// <summary>Waits for a state that can be observed, with a deadline that names it.</summary>
internal static class Wait
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Asks until the answer is the expected one.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> isReached)
    {
        var deadline = DateTime.UtcNow + Deadline;
        while (true)
        {
            var answer = await ask();
            if (isReached(answer)) return answer;
            Assert.True(DateTime.UtcNow < deadline, "not reached in time: " + answer);
            await Task.Yield();
        }
    }
}
