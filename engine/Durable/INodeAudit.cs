namespace Trading.Durable;

/// <summary>Something that always holds did not hold of a node.</summary>
/// <param name="Number">The invariant's number; docs/INVARIANTS.md has them all.</param>
/// <param name="Name">Its short name.</param>
/// <param name="Detail">The numbers that contradict it.</param>
public sealed record Breach(int Number, string Name, string Detail)
{
    /// <summary>In one line.</summary>
    public override string ToString() => $"invariant {Number} ({Name}): {Detail}";
}

/// <summary>
/// Judges a node from outside while it runs. What it objects to is never recorded and never leaves: the activation halts.
/// </summary>
public interface INodeAudit
{
    /// <summary>Judges what an input brought about; the cost does not depend on the size of the state.</summary>
    /// <param name="input">The input.</param>
    /// <param name="output">What the node wrote.</param>
    /// <returns>Null when all holds.</returns>
    Breach? Judge(in NodeInput input, NodeOutput output);

    /// <summary>Judges the whole state: after a recovery, and before a snapshot. Linear in the state.</summary>
    /// <returns>Null when all holds.</returns>
    Breach? JudgeWhole();
}

/// <summary>A breach with the inputs around it: everything that reproduces it from the journal.</summary>
/// <param name="Breach">What did not hold.</param>
/// <param name="Block">
/// The block that was in the making, sealed as it would have been appended; the last of its inputs is the one that the audit
/// objected to. Empty when the recovered state itself was at fault.
/// </param>
/// <param name="CommittedBlock">The last committed block: the state before.</param>
public sealed record BreachSample(Breach Breach, byte[] Block, ulong CommittedBlock);
