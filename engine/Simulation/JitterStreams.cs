using Trading.Exchange;
using Trading.Model;

namespace Trading.Simulation;

/// <summary>A stream of delays for each type of event, so that the jitter of one type moves no other.</summary>
internal struct JitterStreams
{
    private SeededRandom _newOrder;
    private SeededRandom _cancel;
    private SeededRandom _amend;
    private SeededRandom _report;

    /// <summary>The streams of a market.</summary>
    public static JitterStreams Create(ulong seed, string market) => new()
    {
        _newOrder = SeededRandom.Create(seed, market + "/jitter/new-order"),
        _cancel = SeededRandom.Create(seed, market + "/jitter/cancel"),
        _amend = SeededRandom.Create(seed, market + "/jitter/amend"),
        _report = SeededRandom.Create(seed, market + "/jitter/report"),
    };

    /// <summary>The delay of a message to the venue, in nanoseconds.</summary>
    public long ForCommand(BookCommandKind kind, JitterSettings settings) => kind switch
    {
        BookCommandKind.Submit => Draw(ref _newOrder, settings.NewOrderNs),
        BookCommandKind.Cancel => Draw(ref _cancel, settings.CancelNs),
        BookCommandKind.Replace => Draw(ref _amend, settings.AmendNs),
        BookCommandKind.AdvanceTime => 0,
    };

    /// <summary>The delay of a report to an agent, in nanoseconds.</summary>
    public long ForReport(long maxNs) => Draw(ref _report, maxNs);

    /// <summary>Writes the state.</summary>
    public readonly void Save(StateWriter writer)
    {
        writer.Write(_newOrder);
        writer.Write(_cancel);
        writer.Write(_amend);
        writer.Write(_report);
    }

    /// <summary>Reads the state.</summary>
    public void Load(ref StateReader reader)
    {
        _newOrder = reader.ReadRandom();
        _cancel = reader.ReadRandom();
        _amend = reader.ReadRandom();
        _report = reader.ReadRandom();
    }

    private static long Draw(ref SeededRandom random, long maxNs) => maxNs == 0 ? 0 : random.Between(0, maxNs);
}
