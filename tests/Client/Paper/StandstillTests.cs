using System;
using System.IO;
using Trading.Client.Paper;
using Xunit;

namespace Trading.Client.Tests.Paper;

public sealed class StandstillTests : IDisposable
{
    private readonly StringWriter _told = new();
    private readonly MovedTime _time = new();
    private readonly Standstill _standstill;

    public StandstillTests() =>
        _standstill = new Standstill(new Terminal(TextWriter.Null, _told, isInteractive: false, useColor: false), _time);

    public void Dispose() => _told.Dispose();

    [Fact]
    public void A_reason_is_told_once_it_has_lasted_and_once_only()
    {
        Assert.Equal("", After(0, 3, "the tape is damaged"));
        Assert.Equal("", After(9, 3, "the tape is damaged"));
        Assert.Equal("the session stands still in round 3: the tape is damaged\n", After(1, 3, "the tape is damaged"));
        Assert.Equal("", After(60, 3, "the tape is damaged"));
    }

    [Fact]
    public void Whoever_gets_on_has_no_reason_to_tell()
    {
        Assert.Equal("", After(0, 3, "venue/main does not answer"));
        Assert.Equal("", After(30, 4, "venue/main does not answer"));
        Assert.Equal("", After(9, 4, "venue/main does not answer"));
        Assert.Equal("", After(30, 4, ""));
        Assert.Equal("", After(9, 4, "venue/main does not answer"));
        Assert.NotEqual("", After(1, 4, "venue/main does not answer"));
    }

    [Fact]
    public void Reasons_that_change_all_the_time_are_a_line_each()
    {
        var lines = 0;
        for (var second = 0; second < 100; second++)
        {
            lines += After(1, second % 3 == 0 ? null : 0, $"node {second % 2} does not answer").Length > 0 ? 1 : 0;
        }

        Assert.Equal(2, lines);
    }

    private string After(int seconds, long? round, string problem)
    {
        _time.Move(seconds);
        _told.GetStringBuilder().Clear();
        _standstill.Note(round, problem);
        return $"{_told}".ReplaceLineEndings("\n");
    }

    private sealed class MovedTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _now;

        public void Move(int seconds) => _now += seconds;
    }
}
