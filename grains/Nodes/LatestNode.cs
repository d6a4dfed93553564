using System;
using Trading.Durable;

namespace Trading.Grains;

/// <summary>The node that a pump's machine was made with last, for a grain that looks at its own.</summary>
/// <param name="create">Makes one in its initial state.</param>
internal sealed class LatestNode<T>(Func<T> create)
    where T : INode
{
    /// <summary>It; while the pump recovers, one that has only a part of its past.</summary>
    public T Node { get; private set; } = create();

    /// <summary>Makes another one.</summary>
    public T Create() => Node = create();
}
