using Trading.Durable;

namespace Trading.Invariants;

/// <summary>A node with the invariants that are watched while it runs. It behaves as the node itself.</summary>
/// <param name="node">The node.</param>
public abstract class WatchedNode(INode node) : NodeWrapper(node), INodeAudit
{
    /// <inheritdoc/>
    public Breach? Judge(in NodeInput input, NodeOutput output) => BreachOf(CheckInput(input, output));

    /// <inheritdoc/>
    public Breach? JudgeWhole() => BreachOf(CheckWhole());

    /// <summary>Checks what an input brought about.</summary>
    protected abstract Violation? CheckInput(in NodeInput input, NodeOutput output);

    /// <summary>Checks the whole state.</summary>
    protected abstract Violation? CheckWhole();

    private static Breach? BreachOf(Violation? violation) =>
        violation is null ? null : new Breach(violation.Invariant.Number, violation.Invariant.Name, violation.Detail);
}
