using System;
using System.Collections.Generic;
using System.Threading;

namespace Trading.Journal.Files;

/// <summary>One thread that carries out work in the order in which it came; the queue before it is bounded.</summary>
internal sealed class WriterLane : IDisposable
{
    private readonly Queue<Action> _queue = new();
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _waiting = new(0);
    private readonly int _queueMax;
    private readonly Thread _thread;
    private bool _isStopping;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">The thread's name.</param>
    /// <param name="queueMax">Work that may wait; beyond it, work is refused.</param>
    public WriterLane(string name, int queueMax)
    {
        _queueMax = queueMax;
        _thread = new Thread(Work) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Queues work.</summary>
    /// <returns>False when the queue is full or the lane is stopping: the work will not be done.</returns>
    public bool TryPost(Action work)
    {
        lock (_gate)
        {
            if (_isStopping || _queue.Count >= _queueMax) return false;
            _queue.Enqueue(work);
        }

        _waiting.Release();
        return true;
    }

    /// <summary>Ends the thread once everything that was queued is done.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isStopping) return;
            _isStopping = true;
        }

        _waiting.Release();
        if (Thread.CurrentThread == _thread) return;
        _thread.Join();
        _waiting.Dispose();
    }

    private void Work()
    {
        while (true)
        {
            _waiting.Wait();
            Action? work;
            lock (_gate)
            {
                // The release that comes without work is the one that stops the lane, and it comes last.
                if (!_queue.TryDequeue(out work)) return;
            }

            work();
        }
    }
}
