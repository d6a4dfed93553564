using System;
using Trading.Durable;

namespace Trading.Faults;

/// <summary>A node that the world hosts.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Create">Makes it in its initial state.</param>
/// <param name="Limits">The bounds of its durable machine.</param>
internal sealed record NodeSpec(string Name, Func<INode> Create, DurableLimits Limits);
