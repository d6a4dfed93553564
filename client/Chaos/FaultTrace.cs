using System.Collections.Generic;
using Trading.Client.ScaleOut;

namespace Trading.Client.Chaos;

/// <summary>What was done, before it is known how the system got over it.</summary>
/// <param name="Began">When, as a time stamp.</param>
/// <param name="Ended">When it was over, or left to the system to get over.</param>
/// <param name="Books">The books that it concerned.</param>
/// <param name="Evidence">What shows that it happened.</param>
/// <param name="Happened">Whether it did.</param>
internal sealed record FaultTrace(long Began, long Ended, IReadOnlyList<TrialBook> Books, string Evidence, bool Happened);

/// <summary>A fault in the report.</summary>
/// <param name="Kind">Its name.</param>
/// <param name="On">Whom it struck.</param>
/// <param name="AtMs">When, from the load's begin.</param>
/// <param name="LastedMs">How long it was there; a killed or frozen silo is there for good, so 0.</param>
/// <param name="RecoveredMs">From its end until every book that it concerned had answered a call made after it.</param>
/// <param name="Happened">Whether it was seen to happen.</param>
/// <param name="Evidence">What shows it.</param>
internal sealed record FaultRecord(
    string Kind, string On, double AtMs, double LastedMs, double RecoveredMs, bool Happened, string Evidence);
