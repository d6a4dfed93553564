using System.Linq;

namespace Trading.Desk;

/// <summary>Whether a process may host a session at all.</summary>
internal static class SessionRules
{
    /// <summary>Why it may not; null when it may.</summary>
    public static (SessionCode Code, string Detail)? Refusal(SessionHost host, SessionHeader header)
    {
        if (header.Build != host.Build)
        {
            return (SessionCode.OtherBuild, $"the session began under build {header.Build}, this is {host.Build}: go on with that one, or begin a new session");
        }

        return header.Assemblies.SequenceEqual(host.Assemblies)
            ? null
            : (SessionCode.OtherAssemblies,
                $"the session has the assemblies [{string.Join(", ", header.Assemblies)}], this process has [{string.Join(", ", host.Assemblies)}]");
    }
}
