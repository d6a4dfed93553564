using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Simulation;

/// <summary>Which regime rules, and when to ask again: by script, or by thresholds over windows.</summary>
internal sealed class RegimeClock
{
    private readonly ImmutableArray<RegimePhase> _script;
    private readonly RegimeThresholds? _thresholds;
    private int _phase;
    private int _quietWindows;
    private long _windowTrades;
    private long _windowCancels;
    private long _windowOrders;

    public RegimeClock(SimulationConfig config)
    {
        _thresholds = config.Thresholds;
        _script = config.Regimes;
        Current = _thresholds is null ? _script[0].Regime : Regime.Calm;
        NextChangeNs = config.StartTimeNs + (_thresholds?.WindowNs ?? _script[0].DurationNs);
    }

    /// <summary>The regime that rules.</summary>
    public Regime Current { get; private set; }

    /// <summary>When <see cref="Advance"/> is due.</summary>
    public long NextChangeNs { get; private set; }

    /// <summary>Counts what the thresholds judge.</summary>
    public void Count(long trades, long cancels, long orders)
    {
        _windowTrades += trades;
        _windowCancels += cancels;
        _windowOrders += orders;
    }

    /// <summary>Ends the phase or window.</summary>
    /// <returns>True when another regime rules from now on.</returns>
    public bool Advance()
    {
        var before = Current;
        if (_thresholds is null)
        {
            _phase = (_phase + 1) % _script.Length;
            Current = _script[_phase].Regime;
            NextChangeNs += _script[_phase].DurationNs;
        }
        else
        {
            Current = Judge(_thresholds);
            NextChangeNs += _thresholds.WindowNs;
            _windowTrades = _windowCancels = _windowOrders = 0;
        }

        return Current != before;
    }

    /// <summary>Writes the state.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write((byte)Current);
        writer.Write(NextChangeNs);
        writer.Write(_phase);
        writer.Write(_quietWindows);
        writer.Write(_windowTrades);
        writer.Write(_windowCancels);
        writer.Write(_windowOrders);
    }

    /// <summary>Reads the state.</summary>
    public void Load(ref StateReader reader)
    {
        Current = (Regime)reader.ReadByte();
        NextChangeNs = reader.ReadInt64();
        _phase = reader.ReadInt32();
        _quietWindows = reader.ReadInt32();
        _windowTrades = reader.ReadInt64();
        _windowCancels = reader.ReadInt64();
        _windowOrders = reader.ReadInt64();
        if (Current is not (Regime.Calm or Regime.Burst or Regime.CancelStorm) || _phase < 0
            || (_thresholds is null && _phase >= _script.Length))
        {
            reader.Fail();
        }
    }

    private Regime Judge(RegimeThresholds thresholds)
    {
        var isStorm = _windowCancels * 1_000 > _windowOrders * thresholds.CancelStormPermille;
        var isBurst = _windowTrades > thresholds.BurstTrades;
        if (isStorm || isBurst)
        {
            _quietWindows = 0;
            return isStorm ? Regime.CancelStorm : Regime.Burst;
        }

        _quietWindows++;
        return _quietWindows >= thresholds.CalmWindows ? Regime.Calm : Current;
    }
}
