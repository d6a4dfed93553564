using System;
using System.Collections.Generic;
using System.Globalization;
using Orleans.Metadata;
using Orleans.Runtime;

namespace Trading.Grains;

/// <summary>
/// A grain of sessions that leaves memory soon after nobody asks it any more. While a session is played its grains are asked all the
/// time; an ended one has some megabytes in its nodes, and who asks later has them read from the journals in milliseconds.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class LeavesEarlyAttribute : Attribute, IGrainPropertiesProviderAttribute
{
    /// <summary>Longer than the minute between two looks at who is idle.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public void Populate(IServiceProvider services, Type grainClass, GrainType grainType, Dictionary<string, string> properties) =>
        properties[WellKnownGrainTypeProperties.IdleDeactivationPeriod] = Idle.ToString("c", CultureInfo.InvariantCulture);
}
