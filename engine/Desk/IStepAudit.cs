using System;

namespace Trading.Desk;

/// <summary>Looks at a node step by step while it runs, in replays too. It changes nothing.</summary>
public interface IStepAudit
{
    /// <summary>A message is about to take effect.</summary>
    void Before(in DeskMessage message);

    /// <summary>That message has taken effect, or a market event that made the node send something.</summary>
    /// <param name="sent">What the node sent in this step.</param>
    void After(ReadOnlySpan<DeskMessage> sent);
}
