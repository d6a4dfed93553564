using Trading.Model;
using Trading.Strategy;
using Xunit;

namespace Trading.Tests.Strategy;

public sealed class GuardedStrategyTests
{
    private readonly ScriptedContext _context = new();
    private readonly DiaryStrategy _diary = new();
    private readonly GuardedStrategy _guarded;

    public GuardedStrategyTests() => _guarded = new GuardedStrategy(_diary);

    public static TheoryData<StrategyCallback> Callbacks =>
        [.. System.Enum.GetValues<StrategyCallback>()];

    [Theory]
    [MemberData(nameof(Callbacks))]
    public void An_exception_of_any_call_halts_the_strategy_for_good(StrategyCallback callback)
    {
        _diary.ThrowsIn = callback;
        CallAll();
        var expected = callback < StrategyCallback.Save ? _context.TimeNs : 0;
        Assert.Equal(
            new StrategyFault(callback, "System.InvalidOperationException", $"planted in {callback}", expected), _guarded.Fault);
        var heard = _diary.Lines.Count;
        _diary.ThrowsIn = 0;
        CallAll();
        Assert.Equal(heard, _diary.Lines.Count);
    }

    [Fact]
    public void Without_an_exception_every_call_passes()
    {
        CallAll();
        Assert.Null(_guarded.Fault);
        Assert.Equal(10, _diary.Lines.Count);
    }

    [Fact]
    public void A_fault_is_part_of_the_state()
    {
        _diary.ThrowsIn = StrategyCallback.OnMarket;
        _guarded.OnMarket(_context, 0);
        var bytes = SavedBytes.Of(_guarded.Save);
        var other = new GuardedStrategy(new DiaryStrategy());
        Assert.True(SavedBytes.Into(other.Load, bytes));
        Assert.Equal(_guarded.Fault, other.Fault);
        Assert.Equal(bytes, SavedBytes.Of(other.Save));
    }

    [Fact]
    public void A_long_message_is_cut()
    {
        var guarded = new GuardedStrategy(new ThrowingStrategy(new string('x', 1_000)));
        guarded.OnMarket(_context, 0);
        Assert.Equal(StrategyFault.MessageLengthMax, guarded.Fault?.Message.Length);
        Assert.StartsWith("OnMarket threw System.ArgumentException: xxx", guarded.Fault?.ToString());
    }

    [Fact]
    public void Damaged_bytes_are_found()
    {
        var bytes = SavedBytes.Of(_guarded.Save);
        Assert.False(SavedBytes.Into(_guarded.Load, bytes[..^1]));
        bytes[0] = 99;
        Assert.False(SavedBytes.Into(_guarded.Load, bytes));
    }

    private void CallAll()
    {
        _guarded.OnStart(_context);
        _guarded.OnMarket(_context, 0);
        _guarded.OnTrade(_context, 0, default);
        _guarded.OnBar(_context, 0, default);
        _guarded.OnTimer(_context, 1);
        _guarded.OnFill(_context, default);
        _guarded.OnOrder(_context, default);
        var state = SavedBytes.Of(_guarded.Save);
        Assert.True(SavedBytes.Into(_guarded.Load, state));
        _guarded.OnStop(_context);
    }

    private sealed class ThrowingStrategy(string message) : IStrategy
    {
        public void OnMarket(StrategyContext context, int instrument) => throw new System.ArgumentException(message);

        public void Save(StateWriter writer)
        {
        }

        public void Load(ref StateReader reader)
        {
        }
    }
}
