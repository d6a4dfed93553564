using System.Collections.Immutable;

namespace Trading.Faults;

/// <summary>What the faulty world does to the system. The names are those of <c>--without</c>.</summary>
public enum FaultKind : byte
{
    /// <summary>A message is lost on its way.</summary>
    MessageLost = 0,

    /// <summary>A message comes seconds late, behind many that were sent after it.</summary>
    MessageDelayed = 1,

    /// <summary>A message arrives twice.</summary>
    MessageDuplicated = 2,

    /// <summary>Two places cannot reach each other for a while.</summary>
    PartitionTwoWay = 3,

    /// <summary>One place does not reach another for a while, but hears from it.</summary>
    PartitionOneWay = 4,

    /// <summary>A silo dies; a later start finds what the tables hold.</summary>
    SiloCrash = 5,

    /// <summary>A silo stands still for less than its lease, and goes on.</summary>
    SiloPause = 6,

    /// <summary>A silo stands still for longer than its lease, and goes on although it was replaced.</summary>
    SiloZombie = 7,

    /// <summary>The directory forgets where a node lives: a second activation runs beside the first.</summary>
    DoubleActivation = 8,

    /// <summary>A silo's clock jumps ahead.</summary>
    ClockForward = 9,

    /// <summary>A silo's clock jumps back.</summary>
    ClockBack = 10,

    /// <summary>The store answers nobody for a while.</summary>
    StoreDown = 11,

    /// <summary>The power fails: what no sync covers is lost, torn or kept, sector by sector and name by name.</summary>
    PowerCut = 12,

    /// <summary>A write fails; a part of it may have arrived.</summary>
    DiskWriteFails = 13,

    /// <summary>No room is left on the disk for a while.</summary>
    DiskFull = 14,

    /// <summary>A sync fails, and what it should have covered may be gone.</summary>
    DiskSyncFails = 15,

    /// <summary>A read fails.</summary>
    DiskReadFails = 16,

    /// <summary>Bits at rest are flipped while the power is off.</summary>
    DiskCorrupts = 17,

    /// <summary>A sector at rest is overwritten by another file's while the power is off.</summary>
    DiskMisdirects = 18,

    /// <summary>A file loses its end while the power is off.</summary>
    DiskLosesTail = 19,

    /// <summary>Whoever drives the desk's rounds dies, and begins again from its saved state; so does whoever plays or follows a feed.</summary>
    DriverRestart = 20,

    /// <summary>The venue does not answer for a while, and then everything at once.</summary>
    VenueSlow = 21,

    /// <summary>The venue's report is lost.</summary>
    ReportLost = 22,

    /// <summary>The venue sends a report twice.</summary>
    ReportDuplicated = 23,

    /// <summary>The venue's reports come in another order.</summary>
    ReportReordered = 24,
}

/// <summary>What the system was about when a fault struck.</summary>
public enum ProtocolStep : byte
{
    /// <summary>Nothing is on its way.</summary>
    Idle = 0,

    /// <summary>A client's call on its way to a node.</summary>
    Calling = 1,

    /// <summary>An answer on its way to a client.</summary>
    Answering = 2,

    /// <summary>A table is opened: an epoch is taken.</summary>
    Opening = 3,

    /// <summary>Snapshots and blocks are read.</summary>
    Loading = 4,

    /// <summary>A block is appended.</summary>
    Appending = 5,

    /// <summary>The table is asked whether an activation still owns it.</summary>
    Confirming = 6,

    /// <summary>A snapshot is kept.</summary>
    Snapshotting = 7,

    /// <summary>An output is delivered to another node.</summary>
    Delivering = 8,

    /// <summary>An order on its way to a venue, or its report on the way back.</summary>
    Trading = 9,
}

/// <summary>Groups of faults and steps.</summary>
internal static class Fault
{
    /// <summary>How many kinds there are.</summary>
    public const int Kinds = (int)FaultKind.ReportReordered + 1;

    /// <summary>How many steps there are.</summary>
    public const int Steps = (int)ProtocolStep.Trading + 1;

    /// <summary>All kinds, by number.</summary>
    public static readonly ImmutableArray<FaultKind> All = [.. System.Enum.GetValues<FaultKind>()];

    /// <summary>A fault of single messages.</summary>
    public static bool IsOfMessages(FaultKind kind) => kind <= FaultKind.MessageDuplicated;

    /// <summary>A fault of a whole silo, a link or the store, which lasts a while.</summary>
    public static bool IsOfPlaces(FaultKind kind) =>
        kind is >= FaultKind.PartitionTwoWay and <= FaultKind.PowerCut or FaultKind.DriverRestart or FaultKind.VenueSlow;

    /// <summary>A fault of a disk's calls.</summary>
    public static bool IsOfDisks(FaultKind kind) => kind is >= FaultKind.DiskWriteFails and <= FaultKind.DiskReadFails;

    /// <summary>Damage at rest, which comes with a power cut.</summary>
    public static bool IsAtRest(FaultKind kind) => kind is >= FaultKind.DiskCorrupts and <= FaultKind.DiskLosesTail;
}
