using System;
using Trading.Durable;
using Trading.Journal;

namespace Trading.Faults;

/// <summary>
/// The places at which a bug can be planted, all of them outside the code under test: in the ports, the pump, the wrappers of
/// nodes and tables. As it stands everything is passed on as it is; each planted bug overrides one place.
/// </summary>
internal class Seams
{
    /// <summary>Whether an answered call is a violation by itself.</summary>
    public virtual bool IsCanary => false;

    /// <summary>The node inside an activation's machine.</summary>
    public virtual INode Node(INode node, Activation activation) => node;

    /// <summary>The bare node that follows the committed blocks: another one only when the bug is the node's own.</summary>
    public virtual INode Witnessed(INode node) => node;

    /// <summary>A node's table.</summary>
    public virtual SimulatedTable Table(SimulatedTable table) => table;

    /// <summary>The disk that journals see.</summary>
    public virtual IDisk Disk(IDisk disk) => disk;

    /// <summary>What a machine learns of its append.</summary>
    public virtual AppendOutcome Appended(AppendOutcome outcome) => outcome;

    /// <summary>Whether a machine is told that its append is committed before the store has answered.</summary>
    public virtual bool AcknowledgesEarly(Activation activation) => false;

    /// <summary>Whether reads are confirmed without asking the table.</summary>
    public virtual bool ConfirmsUnasked => false;

    /// <summary>The name under which a machine knows a client.</summary>
    public virtual string Client(Activation activation, string client) => client;

    /// <summary>The name under which a machine knows a source.</summary>
    public virtual string Source(Activation activation, string source) => source;

    /// <summary>The number under which a delivery is given to a machine.</summary>
    public virtual ulong Delivery(Activation activation, string source, ulong sequence) => sequence;

    /// <summary>After a delivery was given to a machine.</summary>
    public virtual void AfterDelivery(Activation activation, DurableNode node, string source, ulong sequence, Action<DurableReply> reply)
    {
    }

    /// <summary>An answer to a read that does not wait; null to ask the machine.</summary>
    public virtual DurableReply? Read(Activation activation, DurableNode node, ReadOnlyMemory<byte>? query) => null;

    /// <summary>An answer on its way out.</summary>
    public virtual DurableReply Answer(Activation activation, in DurableReply reply) => reply;

    /// <summary>Whether an output is taken to its target.</summary>
    public virtual bool Sends(Activation activation, string target, ulong sequence) => true;

    /// <summary>Whether a timer is set.</summary>
    public virtual bool SetsTimer(Activation activation) => true;

    /// <summary>A snapshot on its way to the table, and the block after which it is said to be.</summary>
    public virtual (ulong Sequence, byte[] Bytes) Snapshot(Activation activation, ulong sequence, byte[] bytes) => (sequence, bytes);

    /// <summary>Up to which block an activation replays.</summary>
    public virtual ulong LastToReplay(ulong lastSequence) => lastSequence;

    /// <summary>Whether a block of the market, counted from 0, is fed to those who follow it.</summary>
    public virtual bool FeedsBlock(int block) => true;

    /// <summary>Whether slices of a tape leave before their feed's node has recorded them.</summary>
    public virtual bool PublishesUnrecorded => false;

    /// <summary>What whoever drives a desk takes for a node's answer to a round.</summary>
    public virtual byte[] RoundAnswer(long round, byte[] answer) => answer;

    /// <summary>Whether the venue carries out what it is sent a second time.</summary>
    public virtual bool VenueTakesAgain => false;

    /// <summary>After how many rounds whoever drives them saves what it knows.</summary>
    public virtual int SavesEvery => 1;
}

/// <summary>Names that a planted bug has given: the true one, then what it added.</summary>
internal static class PlantedName
{
    private const char Mark = '~';

    /// <summary>A name with an addition.</summary>
    public static string With(string name, ulong addition) => $"{name}{Mark}{addition}";

    /// <summary>The true name.</summary>
    public static string Plain(string name)
    {
        var mark = name.IndexOf(Mark);
        return mark < 0 ? name : name[..mark];
    }
}
