using System;
using System.Collections.Generic;
using Trading.Model;

namespace Trading.Faults;

/// <summary>
/// Where nodes live, as the cluster believes. A silo that has not said for a lease that it lives is believed dead, and its
/// nodes come up elsewhere; if it was only frozen, it goes on until it learns that it was replaced.
/// </summary>
internal sealed class SiloDirectory(FaultWorld world)
{
    /// <summary>How long a silo may be silent.</summary>
    public const long LeaseNs = 5_000_000_000;

    private const long TickNs = 500_000_000;
    private readonly SortedDictionary<string, int> _homes = new(StringComparer.Ordinal);
    private readonly bool[] _isEvicted = new bool[world.Silos.Length];
    private SeededRandom _random = SeededRandom.Create(world.Config.Seed, "directory");

    /// <summary>Begins to watch.</summary>
    public void Begin() => world.Queue.After(TickNs, Tick);

    /// <summary>The silo of a node; one is chosen when it lives nowhere.</summary>
    public SimulatedSilo Route(string node)
    {
        if (_homes.TryGetValue(node, out var home)) return world.Silos[home];
        var first = (int)_random.Below(world.Silos.Length);
        for (var i = 0; i < world.Silos.Length; i++)
        {
            home = (first + i) % world.Silos.Length;
            if (!_isEvicted[home]) break;
        }

        _homes[node] = home;
        return world.Silos[home];
    }

    /// <summary>Forgets where a node lives.</summary>
    public void Forget(string node) => _homes.Remove(node);

    /// <summary>The activation of a node on a silo; it comes up there if that is its home.</summary>
    public Activation? At(SimulatedSilo silo, string node)
    {
        if (silo.Find(node) is { } found) return found;
        if (Route(node) != silo) return null;
        var activation = new Activation(world, silo, world.SpecOf(node));
        silo.Host(activation);
        return activation;
    }

    /// <summary>The activation in the node's home, if it is there.</summary>
    public Activation? Current(string node) => _homes.TryGetValue(node, out var home) ? world.Silos[home].Find(node) : null;

    private void Tick()
    {
        foreach (var silo in world.Silos)
        {
            var isLate = world.Queue.NowNs - silo.AliveNs > LeaseNs;
            silo.Beat();
            if (isLate && !_isEvicted[silo.Place]) Evict(silo);
            if (_isEvicted[silo.Place] && silo.IsUp && !silo.IsPaused) Readmit(silo);
        }

        world.Queue.After(TickNs, Tick);
    }

    private void Evict(SimulatedSilo silo)
    {
        _isEvicted[silo.Place] = true;
        foreach (var spec in world.Specs)
        {
            if (_homes.TryGetValue(spec.Name, out var home) && home == silo.Place) _homes.Remove(spec.Name);
        }
    }

    /// <summary>It goes on for a moment with what it had, learns what was decided about it, and begins again.</summary>
    private void Readmit(SimulatedSilo silo)
    {
        _isEvicted[silo.Place] = false;
        silo.After(_random.Between(10_000_000, 2_500_000_000), silo.DropAll);
    }
}
