using System.Buffers;
using Trading.Desk;
using Trading.Market;
using Trading.Model;
using Trading.Tape;
using Xunit;

namespace Trading.Tests.Desk;

/// <summary>When funding is due, whatever the order in which its times are told.</summary>
public sealed class FundingScheduleTests
{
    private readonly FundingSchedule _schedule = new();

    [Fact]
    public void Nothing_is_due_before_a_time_is_told()
    {
        Take(mark: 7);
        Assert.Equal(long.MaxValue, _schedule.NextNs);
        Assert.False(_schedule.TrySettle(long.MaxValue - 1, out _));
    }

    [Fact]
    public void The_last_rate_and_mark_before_the_time_count()
    {
        Take(mark: 7);
        Take(rate: 1, time: 100);
        Take(rate: -2, time: 100);
        Take(mark: 8);
        Assert.False(_schedule.TrySettle(99, out _));
        AssertDue(100, new(8, -2, 100));
    }

    [Fact]
    public void A_time_is_given_out_once_though_it_is_told_again()
    {
        Take(rate: 1, time: 100);
        AssertDue(100, new(0, 1, 100));
        Take(rate: 5, time: 100);
        Take(rate: 5, time: 60);
        Assert.False(_schedule.TrySettle(1_000, out _));
        Take(rate: 6, time: 200);
        AssertDue(200, new(0, 6, 200));
    }

    [Fact]
    public void The_next_period_is_told_before_this_one_has_ended()
    {
        Take(rate: 1, time: 100);
        Take(rate: 2, time: 200);
        Take(rate: 3, time: 200);
        Take(mark: 9);
        AssertDue(150, new(9, 1, 100));
        Assert.Equal(200, _schedule.NextNs);
        AssertDue(200, new(9, 3, 200));
    }

    [Fact]
    public void A_time_that_is_moved_forward_counts_from_then_on()
    {
        Take(rate: 1, time: 200);
        Take(rate: 2, time: 100);
        AssertDue(100, new(0, 2, 100));
        Assert.False(_schedule.TrySettle(300, out _));
    }

    [Fact]
    public void A_loaded_schedule_goes_on_as_the_saved_one()
    {
        Take(mark: 9);
        Take(rate: 1, time: 100);
        AssertDue(100, new(9, 1, 100));
        Take(rate: 2, time: 200);
        Take(rate: 3, time: 300);
        var saved = new ArrayBufferWriter<byte>();
        _schedule.Save(new StateWriter(saved));
        var loaded = new FundingSchedule();
        var reader = new StateReader(saved.WrittenSpan);
        loaded.Load(ref reader);
        Assert.True(reader.IsComplete);
        loaded.Take(Event(rate: 9, time: 100));
        Assert.True(loaded.TrySettle(400, out var first));
        Assert.True(loaded.TrySettle(400, out var second));
        Assert.False(loaded.TrySettle(400, out _));
        Assert.Equal((new FundingTerms(9, 2, 200), new FundingTerms(9, 3, 300)), (first, second));
    }

    private void AssertDue(long nowNs, FundingTerms expected)
    {
        Assert.True(_schedule.TrySettle(nowNs, out var terms));
        Assert.Equal(expected, terms);
    }

    private void Take(long mark) =>
        _schedule.Take(TapeEvent.Empty with { Kind = TapeEventKind.MarkPrice, Instrument = 0, Price = mark });

    private void Take(long rate, long time) => _schedule.Take(Event(rate, time));

    private static TapeEvent Event(long rate, long time) =>
        TapeEvent.Empty with { Kind = TapeEventKind.FundingRate, Instrument = 0, FundingRatePpb = rate, NextFundingTimeNs = time };
}
