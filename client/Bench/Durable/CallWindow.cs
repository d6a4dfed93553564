using System.Threading;
using System.Threading.Tasks;

namespace Trading.Client.Bench;

/// <summary>
/// The sequences of one caller's calls: none is given while the one a whole window before it has no answer, since a node
/// remembers no more answers of a caller than that and refuses what comes later as too old.
/// </summary>
/// <param name="size">The window, in calls.</param>
internal sealed class CallWindow(int size)
{
    private readonly Lock _gate = new();
    private readonly bool[] _settled = new bool[size];
    private long _next;
    private long _oldest;
    private TaskCompletionSource _moved = New();

    /// <summary>The next call's number, from 0.</summary>
    public async ValueTask<long> NextAsync()
    {
        while (true)
        {
            Task moved;
            lock (_gate)
            {
                if (_next - _oldest < size) return _next++;
                moved = _moved.Task;
            }

            await moved.ConfigureAwait(false);
        }
    }

    /// <summary>A call has its answer, or never will.</summary>
    public void Settle(long call)
    {
        lock (_gate)
        {
            _settled[call % size] = true;
            if (call != _oldest) return;
            for (; _settled[_oldest % size]; _oldest++) _settled[_oldest % size] = false;
            _moved.SetResult();
            _moved = New();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
