using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Trading.Architecture.Tests;

/// <summary>Assertions that name every offender whole.</summary>
internal static class Expect
{
    /// <summary>Fails with one line for each offender.</summary>
    public static void None(IEnumerable<string> offenders)
    {
        var all = offenders.ToArray();
        Assert.True(all.Length == 0, string.Join('\n', all.Prepend($"{all.Length} offenders:")));
    }
}
