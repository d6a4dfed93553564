using System;
using System.Threading.Tasks;
using Orleans;
using Orleans.Concurrency;

namespace Trading.GrainInterfaces;

/// <summary>
/// A desk session, under a key of <see cref="GrainKey.ForDeskNode"/> with the name <c>main</c>: keeps its header, drives its
/// rounds, takes its operators' commands.
/// </summary>
[Alias("trading.IDeskGrain")]
public interface IDeskGrain : IGrainWithStringKey
{
    /// <summary>The name of every session's desk.</summary>
    const string Name = "main";

    /// <summary>How often a session that is not at its end is called up, in case that its silo has died.</summary>
    static readonly TimeSpan ReminderPeriod = TimeSpan.FromSeconds(10);

    /// <summary>Opens the session, or confirms that it is open under this header, and drives it from where it stands.</summary>
    [Alias("Play"), AlwaysInterleave]
    Task<DeskPlayed> Play(DeskPlay play);

    /// <summary>How far it is. A session that was opened goes on being driven.</summary>
    [Alias("Status"), AlwaysInterleave]
    Task<DeskStatus> Status();

    /// <summary>The header: Answered with its bytes, none before the session is opened. Any other status says nothing about the session.</summary>
    [Alias("Header"), AlwaysInterleave]
    Task<NodeAnswer> Header();

    /// <summary>
    /// Takes an operator's command: the payload is a <see cref="Desk.SessionRecord.Command"/>, the answer one byte, a
    /// <see cref="Desk.CommandCode"/>. It is journaled before it is answered, and takes effect with the next round.
    /// </summary>
    [Alias("Command"), AlwaysInterleave]
    Task<NodeAnswer> Command(NodeCall call);
}
