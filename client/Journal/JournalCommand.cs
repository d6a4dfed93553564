using System.CommandLine;

namespace Trading.Client.Journal;

/// <summary><c>trading journal</c>: the tools for journals, without a silo.</summary>
internal static class JournalCommand
{
    /// <summary>The command and its verbs.</summary>
    public static Command Create(Terminal terminal) => new(
        "journal",
        """
        Look at the journals of a silo and mend them, without a silo. docs/RUNBOOK.md says when to use which.
        verify, dump and stats only read, take nothing and may run beside a silo; the others want it stopped.
        """)
    {
        VerifyCommand.Create(terminal),
        DumpCommand.Create(terminal),
        RecoverCommand.Create(terminal),
        RepairCommand.Create(terminal),
        CompactCommand.Create(terminal),
        StatsCommand.Create(terminal),
    };
}
