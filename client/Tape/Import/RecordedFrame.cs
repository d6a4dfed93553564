using System;

namespace Trading.Client.Tape.Import;

/// <summary>One thing that a recording holds: a frame of a stream or the answer to a request.</summary>
internal ref struct RecordedFrame
{
    /// <summary>When the recorder received it, UNIX nanoseconds; 0 when the recording does not say.</summary>
    public long TimeNs;

    /// <summary>The address of the stream or request, as far as the recording tells.</summary>
    public string Address;

    /// <summary>True for the answer to a request.</summary>
    public bool IsAnswer;

    /// <summary>The text as it was on the wire.</summary>
    public ReadOnlySpan<byte> Payload;
}
