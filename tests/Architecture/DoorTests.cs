using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Trading.Architecture.Tests;

/// <summary>What may depend on what: projects by their references, rooms of the engine by their usings.</summary>
public sealed class DoorTests
{
    /// <summary>The references that each project may have.</summary>
    private static readonly Dictionary<string, string[]> Projects = new()
    {
        ["engine/Trading.Engine.csproj"] = [],
        ["grain-interfaces/Trading.GrainInterfaces.csproj"] = ["engine"],
        ["grains/Trading.Grains.csproj"] = ["grain-interfaces", "engine"],
        ["silo/Trading.Silo.csproj"] = ["grains", "grain-interfaces", "engine", "silo/Journal"],
        ["silo/Journal/Trading.Journal.csproj"] = ["engine"],
        // The silo only for --embedded, the workloads only for trading bench.
        ["client/Trading.Client.csproj"] = ["engine", "grain-interfaces", "silo", "silo/Journal", "bench/Workloads"],
        // A user copies it; where the engine is, the copy is told.
        ["docs/templates/strategy/MyStrategies.csproj"] = ["docs/templates/strategy/$(TradingRoot)/engine"],
        ["bench/Workloads/Trading.Bench.Workloads.csproj"] = ["engine"],
        ["bench/Rooms/Trading.Bench.csproj"] = ["engine", "bench/Workloads"],
        ["bench/MatchingAbi/Trading.Bench.MatchingAbi.csproj"] = ["engine"],
        ["bench/Instructions/Trading.Bench.Instructions.csproj"] = ["engine", "bench/Workloads"],
    };

    /// <summary>The rooms that each room of the engine may name. A room's own namespace goes without saying.</summary>
    private static readonly Dictionary<string, string[]> Rooms = new()
    {
        ["Model"] = [],
        // Invariants judges the rooms from outside; no room that it judges names it.
        ["Invariants"] = ["Model", "Orders", "Exchange", "Ledger", "Portfolio", "Risk", "Capital", "Durable", "Desk"],
        ["Orders"] = ["Model"],
        ["Venues"] = ["Model"],
        ["Tape"] = ["Model", "Orders"],
        ["Market"] = ["Model", "Orders", "Venues", "Tape", "Durable"],
        ["Numerics"] = ["Model"],
        ["Strategy"] = ["Model", "Numerics", "Orders", "Market"],
        ["Risk"] = ["Model", "Orders"],
        ["Routing"] = ["Model", "Orders", "Risk"],
        ["Exchange"] = ["Model", "Numerics", "Orders", "Market", "Tape", "Durable"],
        ["Ledger"] = ["Model", "Orders"],
        ["Portfolio"] = ["Model", "Orders"],
        ["Capital"] = ["Model", "Orders"],
        ["Simulation"] = ["Model", "Orders", "Exchange", "Tape"],
        ["Journal"] = ["Model"],
        ["Durable"] = ["Model", "Journal"],
        ["Channels"] = ["Model"],
        // Desk, Backtest and Faults put the rooms together: they may name many.
        ["Desk"] = ["Model", "Numerics", "Orders", "Market", "Tape", "Strategy", "Risk", "Routing", "Exchange", "Ledger", "Portfolio", "Capital", "Durable"],
        ["Backtest"] = ["Model", "Numerics", "Orders", "Market", "Tape", "Strategy", "Risk", "Exchange", "Ledger", "Portfolio", "Desk", "Simulation"],
        ["Faults"] = ["Model", "Numerics", "Orders", "Tape", "Market", "Channels", "Strategy", "Risk", "Exchange", "Ledger", "Portfolio", "Desk", "Backtest", "Simulation", "Journal", "Durable", "Invariants"],
    };

    public static TheoryData<string> ProjectFiles =>
        [.. Repository.Files(".csproj").Where(path => !path.StartsWith("tests/", StringComparison.Ordinal))];

    public static TheoryData<string> RoomNames =>
        [.. Repository.Files(".cs").Where(path => path.StartsWith("engine/", StringComparison.Ordinal))
            .Select(path => path.Split('/')[1]).Distinct()];

    [Theory]
    [MemberData(nameof(ProjectFiles))]
    public void A_project_references_only_what_the_house_allows(string project)
    {
        Assert.True(Projects.TryGetValue(project, out var allowed), $"{project} has no line in the table of doors");
        var folder = Path.GetDirectoryName(project) ?? "";
        var referenced = XDocument.Parse(Repository.Read(project)).Descendants("ProjectReference")
            .Select(reference => (string?)reference.Attribute("Include") ?? "")
            .Select(path => Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, folder, path))))
            .Select(path => Path.GetDirectoryName(path) ?? "");
        Expect.None(referenced.Except(allowed));
    }

    /// <summary>Whoever could approve for itself would make the order door an open one.</summary>
    [Fact]
    public void Only_risk_approves() => Expect.None(
        from path in Repository.Files(".cs")
        where !path.StartsWith("engine/Risk/", StringComparison.Ordinal) && !path.StartsWith("tests/", StringComparison.Ordinal)
        where path != "engine/Orders/Approved.cs" && Repository.Read(path).Contains("ByRisk", StringComparison.Ordinal)
        select $"{path} approves");

    [Theory]
    [MemberData(nameof(RoomNames))]
    public void A_room_names_only_the_rooms_whose_output_it_takes(string room)
    {
        Assert.True(Rooms.TryGetValue(room, out var allowed), $"engine/{room} has no line in the table of rooms");
        foreach (var path in Repository.Files(".cs").Where(path => path.StartsWith($"engine/{room}/", StringComparison.Ordinal)))
        {
            var named = Regex.Matches(Repository.Read(path), @"\bTrading\.([A-Z][A-Za-z]+)").Select(match => match.Groups[1].Value);
            Expect.None(named.Distinct().Except(allowed).Except([room]).Select(other => $"{path} names {other}"));
        }
    }

    [Fact]
    public void The_engine_has_no_packages_but_hashing_and_the_analyzer()
    {
        var packages = XDocument.Parse(Repository.Read("engine/Trading.Engine.csproj")).Descendants("PackageReference")
            .Select(package => (string?)package.Attribute("Include"));
        Assert.Equal(["Microsoft.CodeAnalysis.BannedApiAnalyzers", "System.IO.Hashing"], packages.Order());
    }

    [Fact]
    public void Every_orleans_package_has_one_version()
    {
        var versions = XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion")
            .Where(package => ((string?)package.Attribute("Include") ?? "").StartsWith("Microsoft.Orleans.", StringComparison.Ordinal))
            .Select(package => (string?)package.Attribute("Version"));
        Assert.Equal(["$(OrleansVersion)"], versions.Distinct());
    }

    [Fact]
    public void A_folder_and_a_type_never_share_a_name()
    {
        var folders = Repository.Files(".cs").SelectMany(path => path.Split('/')[..^1]).ToHashSet();
        var types = Repository.Files(".cs").Where(path => !path.StartsWith("tests/", StringComparison.Ordinal))
            .Select(path => Path.GetFileNameWithoutExtension(path));
        Expect.None(types.Where(folders.Contains));
    }
}
