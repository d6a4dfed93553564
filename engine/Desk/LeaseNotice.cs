namespace Trading.Desk;

/// <summary>What a notice of a lease tells. The numbers are stable and never reused.</summary>
public enum LeaseNotice
{
    /// <summary>It ran out while orders worked under it; those that could add risk are canceled.</summary>
    Expired = 1,

    /// <summary>A lease came that is not later than the one that is applied; it is not taken.</summary>
    Stale = 2,

    /// <summary>Its loss is used up; orders that could add risk are canceled.</summary>
    Spent = 3,
}
