using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Journal;
using Xunit;

namespace Trading.Tests.Journal;

/// <summary>Every single call of a run fails once, in each way: an owner stops, another goes on, nothing is lost.</summary>
public sealed class DiskFaultTests
{
    private static readonly int Events = Campaign.Pick(24, 120);
    private static readonly DiskError Broken = new(DiskFault.Failed, "test", "", 5);
    private static readonly DiskError Full = new(DiskFault.Full, "test", "", 28);

    [Theory]
    [InlineData(0)]
    [InlineData(512)]
    [InlineData(4096)]
    public void Whatever_call_fails_nothing_acknowledged_is_lost(int bytesBeforeFailure) =>
        Assert.Empty(FailEach(disk => disk, (call, failing) => call == failing ? Broken : null, bytesBeforeFailure));

    [Fact]
    public void A_disk_that_is_full_for_a_while_loses_nothing() =>
        Assert.Empty(FailEach(
            disk => disk, (call, failing) => call >= failing && call < failing + 9 ? Full : null, bytesBeforeFailure: 512));

    [Fact]
    public void A_process_that_dies_at_any_call_loses_nothing() =>
        Assert.Empty(FailEach(disk => disk, (call, failing) => call >= failing ? Broken : null, bytesBeforeFailure: 1024));

    [Fact]
    public void An_ignored_sync_error_is_found_out() =>
        Assert.Contains(
            FailEach(
                disk => new IgnoredSyncErrorDisk(disk), (call, failing) => call == failing ? Broken : null, bytesBeforeFailure: 0),
            violation => violation.Contains("is lost"));

    [Fact]
    public void After_a_failed_sync_the_table_writes_nothing_until_it_is_opened_again()
    {
        var disk = new SimulatedDisk();
        using var table = new FileTable(disk, "node", JournalRun.Settings);
        var blocks = new Blocks();
        var epoch = table.Open().Epoch;
        Assert.Equal(AppendOutcome.Committed, table.Append(epoch, 1, blocks.Next(epoch, 10)));
        disk.Fault = (_, call) => call == "sync" ? Broken : null;
        Assert.Equal(AppendOutcome.Failed, table.Append(epoch, 2, blocks.Next(epoch, 10)));
        disk.Fault = null;
        var steps = disk.Steps.Count;
        Assert.Equal(AppendOutcome.Failed, table.Append(epoch, 2, blocks.Made[1]));
        Assert.Equal(AppendOutcome.Failed, table.Append(epoch, 3, blocks.Next(epoch, 10)));
        Assert.Equal(AppendOutcome.Failed, table.Confirm(epoch, 1));
        Assert.Equal(AppendOutcome.Failed, table.SaveSnapshot(epoch, 1, blocks.Snapshot(1)));
        Assert.Equal(steps, disk.Steps.Count);
        Assert.Equal(1, table.Counters.Failures);
        var opened = table.Open();
        Assert.Equal((OpenStatus.Opened, 2UL), (opened.Status, opened.LastSequence));
        Assert.True(opened.Epoch > epoch);
    }

    [Fact]
    public void A_snapshot_that_cannot_be_written_leaves_the_table_usable()
    {
        var disk = new SimulatedDisk();
        using var table = new FileTable(disk, "node", JournalRun.Settings);
        var blocks = new Blocks();
        var epoch = table.Open().Epoch;
        table.Append(epoch, 1, blocks.Next(epoch, 10));
        disk.Fault = (_, call) => call == "create" ? Full : null;
        Assert.Equal(AppendOutcome.Failed, table.SaveSnapshot(epoch, 1, blocks.Snapshot(1)));
        disk.Fault = null;
        Assert.Equal(AppendOutcome.Committed, table.Append(epoch, 2, blocks.Next(epoch, 10)));
        Assert.Equal(AppendOutcome.Committed, table.SaveSnapshot(epoch, 2, blocks.Snapshot(2)));
        Assert.Equal([2UL], table.Open().Snapshots);
    }

    [Fact]
    public void A_disk_that_cannot_be_reached_is_unavailable_and_says_why()
    {
        var disk = new SimulatedDisk { Fault = (_, call) => call == "list" ? Broken : null };
        using var table = new FileTable(disk, "node", JournalRun.Settings);
        var opened = table.Open();
        Assert.Equal(OpenStatus.Unavailable, opened.Status);
        Assert.Contains("error 5", Assert.Single(opened.Notices));
    }

    private static List<string> FailEach(
        Func<SimulatedDisk, IDisk> seen, Func<int, int, DiskError?> fault, int bytesBeforeFailure)
    {
        var violations = new List<string>();
        var calls = int.MaxValue;
        for (var failing = 1; failing <= calls; failing++)
        {
            var disk = new SimulatedDisk { BytesBeforeFailure = bytesBeforeFailure };
            var number = failing;
            disk.Fault = (call, _) => fault(call, number);
            using var run = new JournalRun(disk, seen(disk), seed: 5);
            var isDone = run.Go(Events);
            // The first run that no fault reaches is the last.
            if (isDone && disk.Calls < failing) calls = failing;
            var last = run.Acknowledgements[^1];
            var left = disk.Copy();
            IEnumerable<SimulatedDisk> states = [left, .. CrashStates.After(disk.Steps, disk.Steps.Count, tears: 0)];
            var found = states.Select(state => RunChecker.Violation(state, run, last)).FirstOrDefault(violation => violation is not null);
            if (found is not null) violations.Add($"call {failing}: {found}");
        }

        // A run of few calls would prove little.
        Assert.True(calls > 150, $"{calls} calls");
        Campaign.Report(("runs", calls), ("violations", violations.Count));
        return violations;
    }
}
