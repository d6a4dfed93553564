using System;
using Trading.Durable;
using Trading.Journal;

namespace Trading.Grains;

/// <summary>What a pump tells its grain, for the log and for its end.</summary>
internal interface INodeHost
{
    /// <summary>An attempt to open the table ended.</summary>
    void Opened(OpenedTable opened);

    /// <summary>The machine stopped. After Fenced the grain must end; after TableFailed the pump recovers.</summary>
    void Stopped(StopReason reason);

    /// <summary>An invariant does not hold: the node refuses everything until an operator acts.</summary>
    /// <param name="breach">What did not hold.</param>
    /// <param name="sample">Where the inputs around it are kept; empty for nowhere.</param>
    void Halted(Breach breach, string sample);

    /// <summary>Outputs did not get to their target; they are sent again. Told once for a row of failures.</summary>
    void Undelivered(string target, ulong sequence, ReplyStatus status, Exception? error);

    /// <summary>The activation has something to do later: it must not be taken for idle before.</summary>
    void StayAwake(TimeSpan time);

    /// <summary>A call is answered; the bytes are good for the length of the call.</summary>
    void Answered(ReadOnlySpan<byte> answer)
    {
    }

    /// <summary>A snapshot was not kept; the node goes on.</summary>
    void SnapshotNotKept(ulong sequence, AppendOutcome outcome);
}
