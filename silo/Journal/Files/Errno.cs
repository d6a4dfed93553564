namespace Trading.Journal.Files;

/// <summary>The operating system's error numbers that mean something here (Linux).</summary>
internal static class Errno
{
    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int InputOutput = 5;
    public const int BadDescriptor = 9;
    public const int TryAgain = 11;
    public const int AccessDenied = 13;
    public const int Exists = 17;
    public const int Invalid = 22;
    public const int TableFull = 23;
    public const int TooManyOpen = 24;
    public const int TooBig = 27;
    public const int NoSpace = 28;
    public const int ReadOnly = 30;
    public const int NotSupported = 95;
    public const int Quota = 122;

    /// <summary>The error of a failed call.</summary>
    /// <param name="operation">What was tried.</param>
    /// <param name="path">On what.</param>
    /// <param name="result">The call's result: the negated number.</param>
    public static DiskError ToError(string operation, string path, long result)
    {
        var code = (int)-result;
        return new DiskError(FaultOf(code), operation, path, code);
    }

    private static DiskFault FaultOf(int code) => code switch
    {
        NoEntry => DiskFault.NotFound,
        Exists => DiskFault.Exists,
        NoSpace or Quota or TooBig => DiskFault.Full,
        NotPermitted or AccessDenied or ReadOnly => DiskFault.Denied,
        TryAgain => DiskFault.Locked,
        TableFull or TooManyOpen => DiskFault.TooManyOpen,
        _ => DiskFault.Failed,
    };
}
