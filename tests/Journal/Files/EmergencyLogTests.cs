using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Trading.Journal;
using Trading.Journal.Files;
using Xunit;

namespace Trading.Tests.Journal;

/// <summary>Calls that are kept while the journal cannot be: there after any end of the process, until they are settled.</summary>
public sealed class EmergencyLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_kept_is_there_after_a_restart_in_order_until_it_is_settled()
    {
        using (var log = new FileEmergencyLog(_folder.Path))
        {
            Assert.Null(log.Refusal);
            Assert.True(Keep(log, "b", Call("x", 1)));
            Assert.True(Keep(log, "a", Call("y", 1)));
            Assert.True(Keep(log, "b", Call("x", 2)));
            Assert.True(Keep(log, "b", Call("y", 9)));
            log.Settle("b", "x", 1);
            Assert.Equal(["x/2", "y/9"], Names(log, "b"));
        }

        using var again = new FileEmergencyLog(_folder.Path);
        Assert.Equal(["a", "b"], again.UnsettledNodes());
        Assert.Equal(["x/2", "y/9"], Names(again, "b"));
        Assert.Equal(Call("x", 2).Payload.ToArray(), again.Unsettled("b")[0].Payload.ToArray());
        Assert.Empty(again.Unsettled("c"));
        Assert.Empty(again.Notices);
        again.Settle("a", "y", 1);
        Assert.Equal(["b"], again.UnsettledNodes());
    }

    [Fact]
    public void A_second_process_is_refused()
    {
        using var log = new FileEmergencyLog(_folder.Path);
        using var other = new FileEmergencyLog(_folder.Path);
        Assert.Equal(DiskFault.Locked, other.Refusal?.Fault);
        Assert.False(Keep(other, "a", Call("x", 1)));
        Assert.True(Keep(log, "a", Call("x", 1)));
    }

    [Fact]
    public void What_cannot_be_written_down_is_refused()
    {
        using var log = new FileEmergencyLog(_folder.Path);
        Assert.False(Keep(log, "", Call("x", 1)));
        Assert.False(Keep(log, "a", Call("with blank", 1)));
        Assert.False(Keep(log, "a", new EmergencyCall("x", 1, new byte[65 * 1024])));
        Assert.Empty(log.UnsettledNodes());
    }

    [Fact]
    public void A_full_log_makes_room_by_forgetting_what_is_settled_and_refuses_beyond()
    {
        using var log = new FileEmergencyLog(_folder.Path, DurableFile.Libc, length: 8 * 512);
        for (var sequence = 1UL; sequence <= 40; sequence++)
        {
            Assert.True(Keep(log, "a", Call("x", sequence)));
            if (sequence > 6) log.Settle("a", "x", sequence - 6);
        }

        Assert.Equal(6, log.Unsettled("a").Count);
        Assert.True(Keep(log, "a", Call("x", 41)));
        Assert.False(Keep(log, "a", Call("x", 42)));
        Assert.Equal(7, log.Unsettled("a").Count);
    }

    [Fact]
    public void A_disk_without_room_for_a_fresh_file_goes_on_in_the_old_one()
    {
        var disk = new SimulatedDisk();
        using (var file = new EmergencyFile(disk, 64 * 512)) AssertOpens(file, 0).Append([Entry(1), Entry(2)]);
        disk.Fault = (_, call) => call == "create" ? new DiskError(DiskFault.Full, "test", "", 28) : null;
        using (var file = new EmergencyFile(disk, 64 * 512)) Assert.Null(AssertOpens(file, 2).Append([Entry(3)]));
        using (var file = new EmergencyFile(disk, 64 * 512)) AssertOpens(file, 3);
    }

    [Fact]
    public void No_power_cut_loses_a_call_that_was_kept()
    {
        var disk = new SimulatedDisk();
        var kept = new List<(int Steps, int Count)> { (0, 0) };
        using (var file = new EmergencyFile(disk, 32 * 512))
        {
            AssertOpens(file, 0);
            for (var i = 0; i < 4; i++)
            {
                Assert.Null(file.Append([.. Enumerable.Range(1 + (3 * i), 3).Select(number => Entry(number))]));
                kept.Add((disk.Steps.Count, 3 * (i + 1)));
            }
        }

        using (var file = new EmergencyFile(disk, 32 * 512)) AssertOpens(file, 12);
        for (var steps = 0; steps <= disk.Steps.Count; steps++)
        {
            var count = kept.Last(one => one.Steps <= steps).Count;
            foreach (var state in CrashStates.After(disk.Steps, steps, tears: 2))
            {
                using var file = new EmergencyFile(state, 32 * 512);
                Assert.True(file.Open().TryGet(out var found, out _));
                var numbers = found.Select(entry => (int)entry.Call.Sequence).ToArray();
                Assert.Equal(Enumerable.Range(1, count), numbers.Take(count));
                Assert.All(found, entry => Assert.Equal(Entry((int)entry.Call.Sequence).Call.Payload.ToArray(), entry.Call.Payload.ToArray()));
            }
        }
    }

    [Fact]
    public void Damage_costs_the_call_that_it_hits_and_is_told()
    {
        var disk = new SimulatedDisk();
        using (var file = new EmergencyFile(disk, 16 * 512)) AssertOpens(file, 0).Append([Entry(1), Entry(2), Entry(3)]);
        disk.Files["emergency.log"].Bytes[(2 * 512) + 40] ^= 4;
        using var again = new EmergencyFile(disk, 16 * 512);
        Assert.True(again.Open().TryGet(out var found, out _));
        Assert.Equal([1UL, 3UL], found.Select(entry => entry.Call.Sequence));
        Assert.Contains("1 sectors", Assert.Single(again.Notices));
    }

    private static EmergencyFile AssertOpens(EmergencyFile file, int count)
    {
        Assert.True(file.Open().TryGet(out var found, out var error), $"{error}");
        Assert.Equal(count, found.Count);
        return file;
    }

    private static EmergencyEntry Entry(int number) => new("node", Call("x", (ulong)number));

    private static EmergencyCall Call(string client, ulong sequence) =>
        new(client, sequence, Blocks.Payload(sequence, 60 + (int)(sequence % 3) * 10));

    private static IEnumerable<string> Names(FileEmergencyLog log, string node) =>
        log.Unsettled(node).Select(call => $"{call.Client}/{call.Sequence}");

    private static bool Keep(FileEmergencyLog log, string node, EmergencyCall call)
    {
        var kept = new TaskCompletionSource<bool>();
        log.Append(node, call, kept.SetResult);
        return kept.Task.GetAwaiter().GetResult();
    }
}
