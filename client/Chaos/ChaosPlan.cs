using System.Collections.Generic;
using System.Linq;
using Trading.Model;

namespace Trading.Client.Chaos;

/// <summary>A record of a journal.</summary>
/// <param name="Segment">The segment among those of its node, the oldest being 1.</param>
/// <param name="Record">The record in it, from 1.</param>
internal sealed record RecordPlace(int Segment, int Record)
{
    public override string ToString() => $"record {Record} of segment {Segment}";
}

/// <summary>A fault before it strikes.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Fault">What is done.</param>
/// <param name="AtMs">When, from the load's begin; later when the one before took longer than planned for.</param>
/// <param name="LastsMs">How long; 0 when it is over at once or ends by itself.</param>
/// <param name="Victim">The number of the silo, or of the book, or 0 where there is only one of its kind.</param>
/// <param name="Draw">Drawn for it: the delay of a latency in ms, or which record is damaged, or which sync is the last.</param>
internal sealed record PlannedFault(int Number, ChaosFault Fault, int AtMs, int LastsMs, int Victim, int Draw)
{
    /// <summary>About a second of the usual load.</summary>
    private const int DrawnSyncMax = 50;

    /// <summary>Where a record is damaged, when that is said and not drawn.</summary>
    public RecordPlace? Place { get; init; }

    /// <summary>At which sync a silo dies, when that is said and not drawn.</summary>
    public int? Sync { get; init; }

    /// <summary>Which sync from its moment on kills the silo, from 1.</summary>
    public int DeadlySync => Sync ?? 1 + Draw % DrawnSyncMax;

    /// <summary>Whom it strikes.</summary>
    public string On => Fault switch
    {
        ChaosFault.Kill or ChaosFault.Freeze => Victim == 0 ? "the silo" : $"silo {Victim}",
        ChaosFault.ClientLatency => $"the ways of clients, {Draw} ms each way",
        ChaosFault.ClientHold or ChaosFault.ClientReset => "the ways of clients",
        ChaosFault.DatabaseLatency => $"the way to the database, {Draw} ms each way",
        ChaosFault.DatabaseHold or ChaosFault.DatabaseReset => "the way to the database",
        ChaosFault.DatabaseKill or ChaosFault.DatabaseFreeze => "the database",
        ChaosFault.DiskFull => "the data directory",
        ChaosFault.Corrupt => Place is { } place ? $"book {Victim}, {place}" : $"book {Victim}, draw {Draw}",
        ChaosFault.KillAtSync => $"the silo, at sync {DeadlySync} of a writer from then on",
        ChaosFault.PaperKill => "the paper session",
        ChaosFault.MarketLoss => $"the market data of the paper session, draw {Draw}",
        ChaosFault.VenueDown => "the venue of the paper session",
        ChaosFault.Overload => "the book",
    };
}

/// <summary>What is planned of a run.</summary>
/// <param name="Seed">Everything is drawn from it.</param>
/// <param name="Seconds">How long calls are made.</param>
/// <param name="Faults">The faults in turn.</param>
internal sealed record ChaosPlan(ulong Seed, int Seconds, IReadOnlyList<PlannedFault> Faults)
{
    private const int WarmUpMs = 3_000;
    private const int SettleMs = 3_000;
    private const int DelayMsMin = 20;
    private const int DelayMsMax = 120;
    private const int DrawMax = 1_000_000;

    /// <summary>The seconds that some faults need, each once at its longest.</summary>
    public static int SecondsMin(IEnumerable<ChaosFault> faults) =>
        (WarmUpMs + SettleMs + faults.Sum(fault => ChaosFaults.LengthOf(fault).LongestMs + ChaosFaults.RecoveryMsOf(fault)) + 999) / 1000;

    /// <summary>Draws a plan: every fault once in drawn order, then all of them again, while there is time.</summary>
    /// <param name="faults">What may be done.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="seconds">At least <see cref="SecondsMin"/>.</param>
    /// <param name="silos">The silos that the run begins with, numbered from 1; one that is replaced gets the next number.</param>
    /// <param name="books">The books, numbered from 1.</param>
    /// <param name="sparesFirst">Never kills or freezes silo 1, so that one process can be watched from begin to end.</param>
    public static ChaosPlan Create(
        IReadOnlyList<ChaosFault> faults, ulong seed, int seconds, int silos, int books, bool sparesFirst = false)
    {
        var random = SeededRandom.Create(seed, "chaos/plan");
        var alive = Enumerable.Range(1, silos).ToList();
        var (planned, next, at) = (new List<PlannedFault>(), silos + 1, WarmUpMs);
        while (true)
        {
            var round = faults.ToArray();
            for (var i = round.Length - 1; i > 0; i--)
            {
                var other = (int)random.Below(i + 1);
                (round[i], round[other]) = (round[other], round[i]);
            }

            foreach (var fault in round)
            {
                var (shortest, longest) = ChaosFaults.LengthOf(fault);
                var lasts = longest == 0 ? 0 : (int)random.Between(shortest, longest);
                var ends = at + lasts + ChaosFaults.RecoveryMsOf(fault);
                if (ends + SettleMs > seconds * 1000) return new ChaosPlan(seed, seconds, planned);
                var spared = sparesFirst && ChaosFaults.TakesSilo(fault) && alive.Count > 1 ? 1 : 0;
                var place = spared + (int)random.Below(alive.Count - spared);
                var isLatency = fault is ChaosFault.DatabaseLatency or ChaosFault.ClientLatency;
                var draw = (int)random.Between(isLatency ? DelayMsMin : 0, isLatency ? DelayMsMax : DrawMax);
                var victim = fault == ChaosFault.Corrupt ? 1 + (int)random.Below(books) : silos == 1 ? 0 : alive[place];
                planned.Add(new PlannedFault(planned.Count + 1, fault, at, lasts, victim, draw));
                at = ends;
                if (!ChaosFaults.TakesSilo(fault)) continue;
                alive.RemoveAt(place);
                alive.Add(next++);
            }
        }
    }

    /// <summary>The same plan, in which damage strikes one record that is named.</summary>
    public ChaosPlan Damaging(RecordPlace place) => this with { Faults = [.. Faults.Select(fault => fault with { Place = place })] };

    /// <summary>The same plan, in which silos die at a sync that is named.</summary>
    public ChaosPlan DyingAt(int sync) => this with { Faults = [.. Faults.Select(fault => fault with { Sync = sync })] };

    /// <summary>The plan for a machine.</summary>
    public object Document() => new
    {
        seed = Seed,
        seconds = Seconds,
        faults = Faults.Select(fault => new
        {
            number = fault.Number,
            kind = ChaosFaults.NameOf(fault.Fault),
            on = fault.On,
            atMs = fault.AtMs,
            lastsMs = fault.LastsMs,
        }),
    };

    /// <summary>The plan for a person.</summary>
    public IEnumerable<string> Lines() => Faults.Select(fault =>
        $"{fault.Number,3}  {fault.AtMs / 1000.0,6:0.0} s  {ChaosFaults.NameOf(fault.Fault),-17} "
        + (fault.LastsMs > 0 ? $"{fault.LastsMs / 1000.0,4:0.0} s  " : "        ") + fault.On);
}
