using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Trading.Grains;
using Xunit;

namespace Trading.Client.Tests.Documents;

/// <summary>SLOs.md names commands, campaigns and meters that exist, and sets no target without a measured value.</summary>
public sealed partial class SloTests
{
    private static readonly string Text = File.ReadAllText(Repository.File("SLOs.md"));

    [Fact]
    public void Every_command_exists()
    {
        string[] commands = [.. Code().Matches(Text).Select(match => match.Groups[1].Value).Where(code => code.StartsWith("trading ", StringComparison.Ordinal))];
        Assert.True(commands.Length >= 6);
        Assert.All(commands, command => Assert.True(CommandLine.Check(command.Split(' ')[1..]).Count == 0, command));
    }

    [Fact]
    public void Every_campaign_exists()
    {
        var known = File.ReadAllText(Repository.File("tests/campaign.sh"));
        string[] campaigns = [.. Code().Matches(Text).Select(match => match.Groups[1].Value).Where(code => code.StartsWith("tests/campaign.sh ", StringComparison.Ordinal))];
        Assert.NotEmpty(campaigns);
        Assert.All(campaigns, campaign => Assert.Matches($@"(?m)^{Regex.Escape(campaign.Split(' ')[1])}\s", known));
    }

    [Fact]
    public void Every_meter_exists()
    {
        string[] meters = [.. Code().Matches(Text).Select(match => match.Groups[1].Value).Where(code => Meter().IsMatch(code))];
        Assert.True(meters.Length >= 5);
        Assert.Empty(meters.Except(MeterCatalog.All.Select(row => row.Name)));
    }

    [Fact]
    public void Every_target_has_a_reason_a_value_and_a_command()
    {
        var targets = Text[..Text.IndexOf("## Where", StringComparison.Ordinal)];
        var rows = targets.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
            .Select(line => line.Trim('|', ' ').Split('|').Select(cell => cell.Trim()).ToArray()).ToArray();
        Assert.True(rows.Length >= 9);
        Assert.All(rows, row => Assert.True(row.Length == 5 && row.All(cell => cell.Length > 0), string.Join(" | ", row)));
        Assert.All(rows, row => Assert.Matches(@"\d", row[3]));
        Assert.All(rows, row => Assert.Matches("`(trading|tests/campaign.sh) ", row[4]));
    }

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^trading\.[a-z]+(\.[a-z]+)+$")]
    private static partial Regex Meter();
}
