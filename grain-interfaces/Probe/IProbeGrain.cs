using System.Threading.Tasks;
using Orleans;
using Orleans.Concurrency;

namespace Trading.GrainInterfaces;

/// <summary>
/// Measures the way to a grain and what a silo has spent: an empty grain, so that a benchmark can tell its own cost from
/// Orleans'. It keeps nothing.
/// </summary>
[Alias("trading.IProbeGrain")]
public interface IProbeGrain : IGrainWithIntegerKey
{
    /// <summary>Takes a call as a book takes it, and answers with bytes of the asked length.</summary>
    [Alias("Answer"), AlwaysInterleave]
    Task<NodeAnswer> Answer(NodeCall call, int answerBytes);

    /// <summary>What this grain's silo has spent since it started.</summary>
    [Alias("Usage"), AlwaysInterleave]
    Task<SiloUsage> Usage();

    /// <summary>
    /// What this grain's silo has measured. To ask a certain silo, call the grain under its key of <see cref="ProbeKeys"/> with the
    /// silo as the placement hint.
    /// </summary>
    [Alias("Figures"), AlwaysInterleave]
    Task<SiloFigures> Figures();

    /// <summary>
    /// The silos as this grain's silo knows them, by their addresses. It asks nobody: Orleans' own management reads the database, and who
    /// looks at a cluster looks most when that is gone.
    /// </summary>
    [Alias("Members"), AlwaysInterleave]
    Task<SiloMember[]> Members();
}

/// <summary>What a silo has spent since it started.</summary>
/// <param name="AllocatedBytes">Bytes allocated by managed code.</param>
/// <param name="CpuMicroseconds">Processor time, user and system.</param>
/// <param name="Appends">Blocks appended to journals.</param>
/// <param name="AppendedBytes">Their bytes.</param>
/// <param name="Fenced">Writes and questions that were refused because another activation owns the table.</param>
/// <param name="Failed">Writes and questions whose outcome is unknown.</param>
[GenerateSerializer, Immutable, Alias("trading.SiloUsage")]
public sealed record SiloUsage(
    [property: Id(0)] long AllocatedBytes,
    [property: Id(1)] long CpuMicroseconds,
    [property: Id(2)] long Appends,
    [property: Id(3)] long AppendedBytes,
    [property: Id(4)] long Fenced,
    [property: Id(5)] long Failed);
