using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Xunit;

namespace Trading.Architecture.Tests;

/// <summary>
/// The engine's purity a second time: the analyzer forbids calls in the source, this looks at what the built assembly
/// refers to.
/// </summary>
public sealed class PurityTests
{
    private static readonly string[] BannedNamespaces =
    [
        "System.Threading", "System.Threading.Tasks", "System.Net", "System.Net.Sockets", "System.Net.Http",
        "System.IO.Compression", "System.IO.Pipes", "Orleans",
    ];

    private static readonly string[] BannedTypes =
    [
        "System.DateTime", "System.DateTimeOffset", "System.TimeProvider", "System.Random", "System.HashCode",
        // System.Environment is left to the analyzer: the compiler's own iterators ask it for their thread.
        "System.Console", "System.Diagnostics.Stopwatch", "System.Diagnostics.Process",
        "System.IO.File", "System.IO.FileStream", "System.IO.Stream", "System.IO.Directory", "System.IO.Path",
        "System.Globalization.CultureInfo", "System.Security.Cryptography.RandomNumberGenerator",
    ];

    [Fact]
    public void The_built_engine_refers_to_no_clock_thread_socket_file_or_ambient_randomness()
    {
        var referred = ReferredTypes(Path.Combine(AppContext.BaseDirectory, "Trading.Engine.dll")).ToArray();
        Assert.Contains("System.IO.Hashing.XxHash128", referred);
        Expect.None(referred.Where(IsBanned));
    }

    [Fact]
    public void Banned_calls_fail_the_build()
    {
        Assert.Contains("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", Repository.Read("Directory.Build.props"));
        var symbols = Repository.Read("engine/BannedSymbols.txt");
        foreach (var symbol in new[] { "T:System.DateTime;", "T:System.Random;", "M:System.Guid.NewGuid;", "N:System.Threading.Tasks;", "T:System.IO.File;" })
        {
            Assert.Contains(symbol, symbols);
        }

        // Nothing in the engine may switch the rule off.
        Expect.None(Repository.Files(".cs", ".csproj", ".editorconfig").Where(path =>
            !path.StartsWith("tests/", StringComparison.Ordinal) && Repository.Read(path).Contains("RS0030")));
    }

    [Fact]
    public void Syncs_whose_failure_the_runtime_may_hide_are_banned_in_every_project()
    {
        Assert.Contains("$(MSBuildThisFileDirectory)BannedSymbols.txt", Repository.Read("Directory.Build.props"));
        var symbols = Repository.Read("BannedSymbols.txt");
        Assert.Contains("M:System.IO.RandomAccess.FlushToDisk(", symbols);
        Assert.Contains("M:System.IO.FileStream.Flush(System.Boolean)", symbols);
    }

    [Fact]
    public void Floating_point_stays_out_of_money_orders_and_books()
    {
        var exact = new[] { "engine/Orders/", "engine/Exchange/", "engine/Market/", "engine/Venues/", "engine/Tape/", "engine/Durable/", "engine/Journal/", "engine/Channels/",
            "engine/Risk/", "engine/Routing/", "engine/Ledger/", "engine/Portfolio/", "engine/Desk/", "engine/Faults/" };
        var offenders =
            from path in Repository.Files(".cs")
            where exact.Any(room => path.StartsWith(room, StringComparison.Ordinal))
            from line in Repository.Lines(path)
            let code = line.Split("//")[0]
            where Regex.IsMatch(code, @"\b(double|float|decimal)\b")
            select $"{path}: {line.Trim()}";
        Expect.None(offenders);
    }

    private static bool IsBanned(string type) =>
        BannedTypes.Contains(type) || BannedNamespaces.Contains(type[..Math.Max(0, type.LastIndexOf('.'))]);

    private static IEnumerable<string> ReferredTypes(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        foreach (var handle in metadata.TypeReferences)
        {
            var type = metadata.GetTypeReference(handle);
            yield return metadata.GetString(type.Namespace) + "." + metadata.GetString(type.Name);
        }
    }
}
