using System;
using Trading.Model;
using Trading.Orders;

namespace Trading.Exchange;

/// <summary>
/// What a venue refuses before it looks at a message: it is down, the sender sends too much, or it is overloaded at random.
/// </summary>
internal sealed class VenueGate
{
    private const long SecondNs = 1_000_000_000;

    private readonly ExecutionConfig _config;
    private readonly ulong _seed;
    private readonly string _stream;
    private SeededRandom _random;

    // The bucket as its one number (generic cell rate): when it will be full again, in nanoseconds × tokens per second.
    private Int128 _fullAt;

    // A function of the period and the seed: not saved.
    private long _outagePeriod = -1;
    private long _outageFromNs;

    public VenueGate(ExecutionConfig config, ulong seed, string stream)
    {
        (_config, _seed, _stream) = (config, seed, stream);
        _random = SeededRandom.Create(seed, stream + "/rejects");
    }

    /// <summary>Judges a message; None lets it pass.</summary>
    public OrderReason Check(IntentKind kind, long nowNs)
    {
        if (IsDown(nowNs)) return OrderReason.VenueUnavailable;
        if (!TryTakeToken(kind, nowNs)) return OrderReason.RateLimited;
        return kind == IntentKind.Submit && _config.RejectPpm > 0 && _random.ChancePpm(_config.RejectPpm)
            ? OrderReason.QueueFull
            : OrderReason.None;
    }

    public void Save(StateWriter writer)
    {
        writer.Write(_random);
        writer.Write(_fullAt);
    }

    public void Load(ref StateReader reader)
    {
        _random = reader.ReadRandom();
        _fullAt = reader.ReadInt128();
        if (_fullAt < 0 || _fullAt > (Int128)1 << 100) reader.Fail();
    }

    private bool IsDown(long nowNs)
    {
        foreach (var window in _config.DownWindows)
        {
            if (nowNs >= window.FromNs && nowNs < window.ToNs) return true;
        }

        return _config.Outages is { } outages && IsOut(outages, nowNs);
    }

    private bool IsOut(OutageRule outages, long nowNs)
    {
        var period = nowNs / outages.EveryNs;
        if (period != _outagePeriod)
        {
            var random = SeededRandom.Create(_seed, $"{_stream}/outage/{period}");
            _outagePeriod = period;
            _outageFromNs = period * outages.EveryNs + random.Below(outages.EveryNs - outages.LengthNs + 1);
        }

        return nowNs >= _outageFromNs && nowNs - _outageFromNs < outages.LengthNs;
    }

    private bool TryTakeToken(IntentKind kind, long nowNs)
    {
        if (_config.RateLimit is not { } limit || (kind == IntentKind.Cancel && !limit.CountsCancels)) return true;
        var now = (Int128)nowNs * limit.PerSecond;
        var start = Int128.Max(_fullAt, now);
        if (start - now > (Int128)(limit.Burst - 1) * SecondNs) return false;
        _fullAt = start + SecondNs;
        return true;
    }
}
