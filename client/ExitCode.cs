namespace Trading.Client;

/// <summary>What the process says at its end.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>The command ran, and the check that it makes failed.</summary>
    public const int CheckFailed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>An input file or value is wrong.</summary>
    public const int BadInput = 3;

    /// <summary>Something outside is missing: a file that cannot be opened or written, a cluster that does not answer.</summary>
    public const int Environment = 4;
}
