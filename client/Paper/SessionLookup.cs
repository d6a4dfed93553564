using System.Threading.Tasks;
using Trading.Desk;
using Trading.Durable;
using Trading.GrainInterfaces;

namespace Trading.Client.Paper;

/// <summary>What a cluster knows of a session. While its journal is gone nobody can say whether there is one.</summary>
/// <param name="Status">Answered, or why nobody can say.</param>
/// <param name="Header">The session; null when there is none, or nobody can say.</param>
internal sealed record SessionLookup(ReplyStatus Status, SessionHeader? Header)
{
    /// <summary>The cluster has no such session.</summary>
    public bool IsAbsent => Status == ReplyStatus.Answered && Header is null;

    /// <summary>Asks for it.</summary>
    /// <param name="desk">The session's desk.</param>
    public static async Task<SessionLookup> AskAsync(IDeskGrain desk) => Of(await desk.Header());

    /// <summary>What a desk's answer says.</summary>
    public static SessionLookup Of(NodeAnswer answer) => new(answer.Status, SessionHeader.Decode(answer.Payload));
}
