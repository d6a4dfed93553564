using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Client.Cluster;
using Trading.Client.Tape;
using Trading.Exchange;
using Trading.Journal;
using Trading.Model;

namespace Trading.Client.Journal;

/// <summary><c>trading replay</c>: a grain as it was at any point of its journal.</summary>
internal sealed class ReplayCommand(Terminal terminal)
{
    private const string Description = """
        Rebuild a node from its journal up to a block, a position or a time, and print its state hash, the hash that the live
        grain had there: of a book with its best levels ('trading book show'), of a desk's node with its chain, of a session's
        record, of a feed with how far it has played, of a market with what it has applied. It begins from the newest snapshot at
        or before the target, or from the first block. It only reads and may run beside a silo. --out writes a book's run as a
        tape, which 'trading tape' views and sums up; it begins where the rebuild begins, with the orders that rest there. Nodes
        of sessions need the build and the strategies that they began with.

        Examples:
          trading replay --data-dir data --node main/sim:BTC-USDT
          trading replay --data-dir data --node main/sim:BTC-USDT --to-sequence 1200 --json
          trading replay --data-dir data --node main/sim:BTC-USDT --to-time 2026-08-09T12:00:00Z
          trading replay --data-dir data --node main/sim:BTC-USDT --out btcusdt.rpl.gz
          trading replay --data-dir data --node paper-1/strategy/breakout-1 --assembly MyStrategies.dll

        Exit codes: 0 rebuilt, 1 the journal does not replay up to there, 2 usage, 3 no such directory, node, target or
        assembly, 4 the store cannot be read or the tape not written.
        """;

    private readonly JournalFlags _flags = new(needsNode: true, rebuilds: true);
    private readonly Option<ulong?> _sequence = new("--to-sequence") { Description = "The last block; 0 for the very beginning." };
    private readonly Option<ulong?> _position = new("--to-position") { Description = "The last input, counted from 1." };
    private readonly Option<string?> _time = new("--to-time") { Description = "Inputs received until then: UTC, or UNIX nanoseconds." };
    private readonly Option<int> _depth = new("--depth") { Description = "Levels per side, 0 to 10000.", DefaultValueFactory = _ => 5 };

    private readonly Option<string?> _out = new("--out") { Description = "Write the run as a tape; .gz and .zst compress it." };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var replay = new ReplayCommand(terminal);
        var command = new Command("replay", Description) { replay._sequence, replay._position, replay._time, replay._depth, replay._out };
        replay._flags.AddTo(command);
        command.SetAction(replay.RunAsync);
        return command;
    }

    private Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var time = parsed.GetValue(_time);
        var targets = (parsed.GetValue(_sequence) is null ? 0 : 1) + (parsed.GetValue(_position) is null ? 0 : 1) + (time is null ? 0 : 1);
        if (targets > 1)
        {
            return Task.FromResult(terminal.Fail(ExitCode.Usage, "give one of --to-sequence, --to-position and --to-time."));
        }

        if (time is not null && !EventTime.TryParse(time, out _))
        {
            return Task.FromResult(terminal.Fail(ExitCode.Usage, $"--to-time {time}: write UTC, as in 2026-08-09T12:00:00Z."));
        }

        if (parsed.GetValue(_depth) is < 0 or > BookView.LevelsMax)
        {
            return Task.FromResult(terminal.Fail(ExitCode.Usage, $"--depth: use 0 to {BookView.LevelsMax}."));
        }

        return _flags.RunAsync(parsed, terminal, isReading: true, (store, nodes) => ReplayAsync(parsed, store, nodes, stop), stop);
    }

    private async Task<Result<int, JournalProblem>> ReplayAsync(
        ParseResult parsed, JournalStore store, IReadOnlyList<string> nodes, CancellationToken stop)
    {
        if (!(await store.ReadAsync(nodes[0], stop)).TryGet(out var journal, out var problem)) return problem;
        if (!(await TargetAsync(parsed, journal, stop)).TryGet(out var target, out problem)) return problem;
        if (!(await RebuildAsync(parsed, journal, target, stop)).TryGet(out var outcome, out problem)) return problem;
        var (rebuilt, tape) = outcome;
        if (!rebuilt.TryGet(out var node, out var damage))
        {
            // What a snapshot covers is removed in the ordinary course of things: that is a question too old, not damage.
            var isGone = damage.Kind == DamageKind.NoSnapshot && journal.Table.Status == OpenStatus.Opened;
            return new JournalProblem(
                isGone ? ExitCode.BadInput : ExitCode.CheckFailed, $"'{journal.Node}' cannot be rebuilt: {damage}.");
        }

        if (_flags.IsJson(parsed)) WriteJson(journal, node, tape);
        else Write(journal, node, tape);
        return ExitCode.Ok;
    }

    private async Task<Result<(Result<RebuiltNode, CorruptData> Node, WrittenTape? Tape), JournalProblem>> RebuildAsync(
        ParseResult parsed, NodeJournal journal, ReplayTarget target, CancellationToken stop)
    {
        var levels = parsed.GetValue(_depth);
        if (!_flags.ReadNodes(parsed).TryGet(out var nodes, out var problem)) return problem;
        if (parsed.GetValue(_out) is not { } path) return (await new NodeRebuild(nodes, journal, target, levels).RunAsync(stop), null);
        if (nodes.Create(journal.Node) is not BookNode)
        {
            return new JournalProblem(ExitCode.Usage, $"--out {path}: '{journal.Node}' is no book, and only books are written as tapes.");
        }

        try
        {
            using var output = TapeFileOutput.Create(path);
            var tape = new BookTape(output, "trading replay " + journal.Node);
            var rebuilt = await new NodeRebuild(nodes, journal, target, levels, tape).RunAsync(stop);
            if (rebuilt.TryGet(out var node, out _) && node.Status.StateHash != tape.StateHash())
            {
                throw new InvalidOperationException("the tape's book is not the node's");
            }

            tape.Writer?.Complete();
            return (rebuilt, tape.Writer is { } writer ? new WrittenTape(path, writer.Count, writer.Hash) : null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new JournalProblem(ExitCode.Environment, $"--out {path}: {error.Message}");
        }
    }

    /// <summary>A tape that was written; none is where the book has no rules yet.</summary>
    private sealed record WrittenTape(string Path, long Events, UInt128 Hash);

    private async Task<Result<ReplayTarget, JournalProblem>> TargetAsync(
        ParseResult parsed, NodeJournal journal, CancellationToken stop)
    {
        if (parsed.GetValue(_sequence) is { } sequence) return ReplayTarget.AtBlock(journal, sequence);
        if (parsed.GetValue(_position) is { } position) return await ReplayTarget.AtPositionAsync(journal, position, stop);
        return parsed.GetValue(_time) is { } time && EventTime.TryParse(time, out var timeNs)
            ? await ReplayTarget.AtTimeAsync(journal, timeNs, stop)
            : ReplayTarget.End(journal);
    }

    private void WriteJson(NodeJournal journal, RebuiltNode node, WrittenTape? tape)
    {
        var status = node.Status;
        terminal.WriteJson(new
        {
            node = journal.Node,
            block = status.Block,
            position = status.Position,
            stateHash = StateHasher.ToText(status.StateHash),
            outputChain = StateHasher.ToText(status.OutputChain),
            wholeHash = StateHasher.ToText(node.WholeHash),
            fromSnapshot = node.Snapshot,
            blocksReplayed = node.Blocks,
            notices = node.Notices,
            book = node.View is { } view ? BookText.Document(view, status) : null,
            desk = node.Desk is { } desk
                ? new { name = desk.Name, chain = StateHasher.ToText(desk.Chain), stateHash = StateHasher.ToText(desk.StateHash()) }
                : null,
            feed = node.Feed is { } feed
                ? new
                {
                    tape = feed.Tape,
                    play = feed.Play,
                    slices = feed.Slices,
                    bytes = feed.Bytes,
                    hash = StateHasher.ToText(feed.Hash),
                    isEnded = feed.IsEnded,
                }
                : null,
            market = node.Market is { } market
                ? new
                {
                    mergeHash = StateHasher.ToText(market.MergeHash),
                    venues = market.Venues.Select(venue => new
                    {
                        source = venue.Source,
                        play = venue.Play,
                        slices = venue.Slices,
                        events = venue.Events,
                        isComplete = venue.IsComplete,
                        bid = venue.Bid.Price,
                        ask = venue.Ask.Price,
                    }),
                }
                : null,
            tape = tape is null ? null : new { path = tape.Path, events = tape.Events, hash = StateHasher.ToText(tape.Hash) },
        });
    }

    private void Write(NodeJournal journal, RebuiltNode node, WrittenTape? tape)
    {
        var (output, status) = (terminal.Out, node.Status);
        var start = node.Snapshot == 0 ? "nothing" : $"the snapshot after block {node.Snapshot}";
        output.WriteLine($"{journal.Node}  from {start} and {node.Blocks} block(s)");
        output.WriteLine($"block {status.Block}, position {status.Position}");
        output.WriteLine($"state {StateHasher.ToText(status.StateHash)}");
        output.WriteLine($"whole {StateHasher.ToText(node.WholeHash)}");
        if (node.Desk is { } desk)
        {
            output.WriteLine($"desk {desk.Name}: chain {StateHasher.ToText(desk.Chain)}, state {StateHasher.ToText(desk.StateHash())}");
        }

        if (node.Feed is { } feed) output.WriteLine($"feed {feed.Tape}: {feed.Slices} slices, {feed.Bytes} bytes{(feed.IsEnded ? ", ended" : "")}");
        foreach (var venue in node.Market?.Venues ?? [])
        {
            output.WriteLine($"market {venue.Source}: {venue.Slices} slices, {venue.Events} events{(venue.IsComplete ? ", complete" : "")}");
        }

        if (tape is not null) output.WriteLine($"{tape.Path}: {tape.Events} events, hash {StateHasher.ToText(tape.Hash)}");
        foreach (var notice in node.Notices) output.WriteLine("notice: " + notice);
        if (node.View is { } view) BookText.WriteLadder(output, view);
    }
}
