using System;
using System.Collections.Generic;

namespace Trading.Faults;

/// <summary>
/// A process that hosts activations. While it stands still everything that would happen in it waits, and then happens as if
/// nothing had been: it does not know that time has passed. When it dies, all that was in it is gone.
/// </summary>
internal sealed class SimulatedSilo(EventQueue queue, int place)
{
    private readonly List<Action> _waiting = [];
    private readonly SortedDictionary<string, Activation> _activations = new(StringComparer.Ordinal);
    private long _resumeNs;

    /// <summary>Its place in the network.</summary>
    public int Place => place;

    /// <summary>Counts its lives: what belongs to an earlier one does not happen any more.</summary>
    public int Life { get; private set; }

    /// <summary>False while it is dead.</summary>
    public bool IsUp { get; private set; } = true;

    /// <summary>True while it stands still.</summary>
    public bool IsPaused => queue.NowNs < _resumeNs;

    /// <summary>When it last answered a question whether it lives: as long as it runs, now.</summary>
    public long AliveNs { get; private set; } = queue.NowNs;

    /// <summary>How far its clock is from the virtual one.</summary>
    public long ClockOffsetNs { get; set; }

    /// <summary>Its clock.</summary>
    public long NowNs => queue.NowNs + ClockOffsetNs;

    /// <summary>Its activations by the names of their nodes.</summary>
    public IEnumerable<Activation> Activations => _activations.Values;

    /// <summary>The activation of a node; null when it has none.</summary>
    public Activation? Find(string node) => _activations.GetValueOrDefault(node);

    /// <summary>Hosts an activation.</summary>
    public void Host(Activation activation) => _activations[activation.Spec.Name] = activation;

    /// <summary>Ends an activation.</summary>
    public void Drop(Activation activation)
    {
        if (Find(activation.Spec.Name) == activation) _activations.Remove(activation.Spec.Name);
    }

    /// <summary>Ends all activations: the silo has learnt that it was replaced.</summary>
    public void DropAll()
    {
        foreach (var activation in _activations.Values) activation.End();
        _activations.Clear();
    }

    /// <summary>Lets something happen in it now, or once it goes on; never when it is dead.</summary>
    public void Run(Action action)
    {
        if (!IsUp) return;
        if (IsPaused) _waiting.Add(action);
        else action();
    }

    /// <summary>Lets something happen in this life of it, later.</summary>
    public void After(long delayNs, Action action)
    {
        var life = Life;
        queue.After(delayNs, () =>
        {
            if (life == Life) Run(action);
        });
    }

    /// <summary>Says that it lives.</summary>
    public void Beat()
    {
        if (IsUp && !IsPaused) AliveNs = queue.NowNs;
    }

    /// <summary>Stands still for a while.</summary>
    public void Pause(long forNs)
    {
        _resumeNs = Math.Max(_resumeNs, queue.NowNs + forNs);
        var life = Life;
        queue.After(_resumeNs - queue.NowNs, () =>
        {
            if (life == Life) Resume();
        });
    }

    /// <summary>Dies.</summary>
    public void Kill()
    {
        Life++;
        IsUp = false;
        _waiting.Clear();
        foreach (var activation in _activations.Values) activation.End();
        _activations.Clear();
        _resumeNs = 0;
    }

    /// <summary>Begins a new life, empty.</summary>
    public void Start() => (IsUp, AliveNs) = (true, queue.NowNs);

    /// <summary>Goes on at once.</summary>
    public void Wake()
    {
        _resumeNs = 0;
        Resume();
    }

    private void Resume()
    {
        if (IsPaused) return;
        var waiting = _waiting.ToArray();
        _waiting.Clear();
        foreach (var action in waiting) Run(action);
    }
}
