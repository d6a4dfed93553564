namespace Trading.Client.Tape.Import;

/// <summary>Why an import ended: what, and in which line of which file.</summary>
/// <param name="File">The file; empty when it concerns the whole import.</param>
/// <param name="Line">The line, from 1; 0 when it concerns the whole file.</param>
/// <param name="Reason">What is wrong and what can be done.</param>
internal sealed record ImportError(string File, long Line, string Reason)
{
    /// <summary>In one line.</summary>
    public override string ToString() => (File, Line) switch
    {
        ("", _) => Reason,
        (_, 0) => $"{File}: {Reason}",
        _ => $"{File}, line {Line}: {Reason}",
    };
}
