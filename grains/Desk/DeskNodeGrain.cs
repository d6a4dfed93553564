using System;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Orleans.Placement;
using Orleans.Runtime;
using Trading.Desk;
using Trading.GrainInterfaces;
using Trading.Invariants;

namespace Trading.Grains;

/// <summary>Hosts one node of a desk session: pumps a <see cref="SessionNode"/> over its table.</summary>
internal abstract class DeskNodeGrain : DurableGrain, IDeskNodeGrain
{
    /// <summary>A grain of a fresh activation.</summary>
    /// <param name="kind">The first part of the node's name, such as <c>strategy</c>.</param>
    /// <param name="context">Says which node it is.</param>
    /// <param name="host">What this silo offers to sessions.</param>
    /// <param name="ports">The silo.</param>
    /// <param name="log">Told what operators should know.</param>
    protected DeskNodeGrain(string kind, IGrainContext context, SessionHost host, NodePorts ports, ILogger log)
        : this(new Seat(kind, context, host), ports, log)
    {
    }

    private DeskNodeGrain(Seat seat, NodePorts ports, ILogger log)
        : base(seat.Key, seat.Create, ports, log) => Place = seat;

    /// <summary>The node's place in its session.</summary>
    protected Seat Place { get; }

    public virtual Task<NodeAnswer> Execute(NodeCall call) => Pump.CallAsync(call);

    public Task<NodeAnswer> Read(byte[] query) => Pump.ReadAsync(query);

    public Task<NodeAnswer> ReadJournal(ulong first) => Pump.ReadBlocksAsync(first);

    /// <summary>Which node of which session it is, and the node as it was made last: the one that the pump works with.</summary>
    protected sealed class Seat
    {
        private readonly LatestNode<SessionNode> _node;

        public Seat(string kind, IGrainContext context, SessionHost host)
        {
            GrainKey = context.GrainId.Key.ToString() ?? "";
            var slash = GrainKey.IndexOf('/', StringComparison.Ordinal);
            Session = slash < 0 ? "" : GrainKey[..slash];
            Node = $"{kind}/{GrainKey[(slash + 1)..]}";
            _node = new LatestNode<SessionNode>(() => new SessionNode(host, Node));
        }

        public string GrainKey { get; }

        public string Session { get; }

        public string Node { get; }

        /// <summary>The key of the node's table.</summary>
        public string Key => SessionTables.OfNode(Session, Node);

        /// <summary>The node as it was made last: the one that the pump works with.</summary>
        public SessionNode Latest => _node.Node;

        public WatchedSession Create() => new(_node.Create());
    }
}

/// <summary>Hosts a venue's account.</summary>
[HashBasedPlacement, LeavesEarly]
internal sealed class VenueGrain(IGrainContext context, SessionHost host, NodePorts ports, ILogger<VenueGrain> log)
    : DeskNodeGrain("venue", context, host, ports, log), IVenueGrain;

/// <summary>Hosts the capital of one tier.</summary>
[HashBasedPlacement, LeavesEarly]
internal sealed class CapitalTierGrain(IGrainContext context, SessionHost host, NodePorts ports, ILogger<CapitalTierGrain> log)
    : DeskNodeGrain("capital", context, host, ports, log), ICapitalTierGrain;

/// <summary>Hosts the desk's own node.</summary>
[HashBasedPlacement, LeavesEarly]
internal sealed class TimelineGrain(IGrainContext context, SessionHost host, NodePorts ports, ILogger<TimelineGrain> log)
    : DeskNodeGrain("desk", context, host, ports, log), ITimelineGrain;
