using System;
using System.Text;

namespace Trading.Desk;

/// <summary>How a session's node or record was opened. The numbers are stable and never reused.</summary>
public enum SessionCode : byte
{
    /// <summary>It is open, now or since earlier, under this header.</summary>
    Opened = 1,

    /// <summary>It was opened under another header: it is another session's.</summary>
    OtherSession = 2,

    /// <summary>The session began under another build of the engine.</summary>
    OtherBuild = 3,

    /// <summary>The session's strategies are in assemblies that this process does not have, or has in another version.</summary>
    OtherAssemblies = 4,

    /// <summary>A desk cannot be made from the configuration.</summary>
    BadConfig = 5,

    /// <summary>It was not opened yet.</summary>
    NotOpened = 6,
}

/// <summary>
/// The calls of a session's nodes beside their rounds: the first byte says which one it is, and is no version of a
/// <see cref="RoundCall"/>.
/// </summary>
public static class SessionCall
{
    internal const byte OpenTag = (byte)'O';

    /// <summary>Opens a node, or confirms that it is open under this header.</summary>
    public static byte[] Open(SessionHeader header) => [OpenTag, .. header.Encode()];

    /// <summary>Reads the answer to <see cref="Open"/>.</summary>
    /// <param name="answer">The bytes.</param>
    /// <param name="code">How it went.</param>
    /// <param name="detail">Why it did not, for people; empty when it did.</param>
    /// <returns>False when the bytes are no such answer.</returns>
    public static bool TryReadOpened(ReadOnlySpan<byte> answer, out SessionCode code, out string detail)
    {
        (code, detail) = (default, "");
        if (answer.IsEmpty || answer[0] is 0 or > (byte)SessionCode.NotOpened) return false;
        (code, detail) = ((SessionCode)answer[0], Encoding.UTF8.GetString(answer[1..]));
        return true;
    }

    /// <summary>The header of a call that opens.</summary>
    /// <returns>Null when the bytes are no such call.</returns>
    public static SessionHeader? HeaderOf(ReadOnlySpan<byte> call) =>
        !call.IsEmpty && call[0] == OpenTag ? SessionHeader.Decode(call[1..]) : null;

    internal static byte[] Answer(SessionCode code, string detail = "") => [(byte)code, .. Encoding.UTF8.GetBytes(detail)];
}
