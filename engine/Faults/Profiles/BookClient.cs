using System;
using System.Collections.Generic;
using Trading.Exchange;
using Trading.Model;

namespace Trading.Faults;

/// <summary>A client of books: thinks, calls, reads, repeats what was answered long ago, and logs every report.</summary>
internal sealed class BookClient
{
    private const int RememberedMax = 40;
    private const int BurstMax = 6;
    private const long ThinkNsPerCommand = 230_000_000;
    private readonly FaultWorld _world;
    private readonly Caller _caller;
    private readonly BookOrders _orders;
    private readonly string[] _targets;
    private readonly string[] _readable;
    private readonly int _window;
    private readonly Dictionary<string, ulong> _sequences = [];
    private readonly SortedDictionary<string, SortedSet<ulong>> _open = new(StringComparer.Ordinal);
    private readonly List<PlacedCall> _answered = [];
    private readonly Action<string, ReadOnlyMemory<byte>> _log;
    private readonly long _thinkNs;
    private SeededRandom _random;
    private bool _isResting;

    /// <summary>A client that begins to think.</summary>
    /// <param name="world">Where it lives.</param>
    /// <param name="place">Its place in the network.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="targets">Whom it calls.</param>
    /// <param name="readable">Whom it asks what they show.</param>
    /// <param name="commandsMax">Commands of one call, at most.</param>
    /// <param name="window">Calls beyond the oldest open one.</param>
    /// <param name="log">Takes every first answer with its node.</param>
    public BookClient(
        FaultWorld world, int place, uint number, string[] targets, string[] readable, int commandsMax, int window,
        Action<string, ReadOnlyMemory<byte>> log)
    {
        (_world, _targets, _readable, _window, _log) = (world, targets, readable, window, log);
        _caller = new Caller(world, place, "client-" + number);
        _orders = new BookOrders(world.Config.Seed, number, commandsMax);
        _random = SeededRandom.Create(world.Config.Seed, "client/" + number);
        _thinkNs = _random.Between(ThinkNsPerCommand, 2 * ThinkNsPerCommand) * commandsMax;
        foreach (var target in targets) _open.Add(target, []);
        Think();
    }

    /// <summary>Commands whose calls were answered.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>True when it waits for nothing.</summary>
    public bool IsSettled => _caller.Open == 0;

    /// <summary>Makes no new calls, but asks once more for what was answered.</summary>
    public void Rest()
    {
        _isResting = true;
        foreach (var call in _answered) _caller.Repeat(call);
        foreach (var node in _readable) _caller.Read(node, null);
    }

    private void Think() => _world.Queue.After(_random.Between(1, 2 * _thinkNs), () =>
    {
        if (_isResting) return;
        var dice = _random.Below(100);
        if (dice < 12) Read();
        else if (dice < 26) Repeat();
        else Calls(_targets[(int)_random.Below(_targets.Length)]);
        Think();
    });

    /// <summary>One call, or now and then several at once: what comes while a block is on its way shares the next one.</summary>
    private void Calls(string target)
    {
        for (var left = _random.Below(4) == 0 ? BurstMax : 1; left > 0; left--) Call(target);
    }

    private void Call(string target)
    {
        var sequence = _sequences.GetValueOrDefault(target) + 1;
        // The one that many before it must be resolved, or a late one would be too old.
        if (_open[target].Count > 0 && _open[target].Min + (ulong)_window <= sequence) return;
        _sequences[target] = sequence;
        _open[target].Add(sequence);
        var payload = _orders.Next(_world.Queue.NowNs, out var count);
        PlacedCall? call = null;
        call = _caller.Ask(target, sequence, payload, answer =>
        {
            Acknowledged += count;
            _open[target].Remove(sequence);
            _log(target, answer);
            if (call is not null) Remember(call);
        });
    }

    private void Remember(PlacedCall call)
    {
        if (_answered.Count == RememberedMax) _answered.RemoveAt((int)_random.Below(RememberedMax));
        _answered.Add(call);
    }

    private void Read()
    {
        var node = _readable[(int)_random.Below(_readable.Length)];
        _caller.Read(node, _random.Below(4) == 0 ? BookView.Query(3) : null);
    }

    private void Repeat()
    {
        if (_answered.Count > 0) _caller.Repeat(_answered[(int)_random.Below(_answered.Count)]);
    }
}
