using System;
using System.Threading.Tasks;

namespace Trading.Grains;

/// <summary>The engine's callback ports, awaited.</summary>
internal static class Port
{
    /// <summary>A callback as a task whose continuation runs on the caller's scheduler.</summary>
    public static Task<T> Once<T>(Action<Action<T>> start)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        start(completion.SetResult);
        return completion.Task;
    }
}
