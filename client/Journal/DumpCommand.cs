using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Exchange;
using Trading.Model;

namespace Trading.Client.Journal;

/// <summary><c>trading journal dump</c>: what is in the blocks, in stable lines.</summary>
internal static class DumpCommand
{
    private const string Description = """
        Print a line for each block that verifies (sequence, epoch, records, position, bytes, hash), also behind damage; with
        --records one for each record, too (kind, client, sequence, time in UTC, payload), and its commands in words. The
        same journal gives the same lines for ever. It only reads.

        Examples:
          trading journal dump --data-dir data --node main/sim:BTC-USDT
          trading journal dump --data-dir data --node main/sim:BTC-USDT --from 100 --to 120 --records

        Exit codes: 0 printed, 3 no such directory or node, 4 the store cannot be read.
        """;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var flags = new JournalFlags();
        var from = new Option<ulong>("--from") { Description = "The first block.", DefaultValueFactory = _ => 1 };
        var to = new Option<ulong>("--to") { Description = "The last block.", DefaultValueFactory = _ => ulong.MaxValue };
        var records = new Option<bool>("--records") { Description = "The records, too." };
        var command = new Command("dump", Description) { from, to, records };
        flags.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var dump = new Dump(
                terminal, parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(records), flags.IsJson(parsed), stop);
            return flags.RunAsync(parsed, terminal, isReading: true, dump.RunAsync, stop);
        });
        return command;
    }

    private sealed class Dump(Terminal terminal, ulong from, ulong to, bool hasRecords, bool isJson, CancellationToken stop)
    {
        private readonly List<object> _documents = [];

        public async Task<Result<int, JournalProblem>> RunAsync(JournalStore store, IReadOnlyList<string> nodes)
        {
            foreach (var node in nodes)
            {
                if (!(await store.ReadAsync(node, stop)).TryGet(out var journal, out var problem)) return problem;
                await RunAsync(journal);
            }

            if (isJson) terminal.WriteJson(new { nodes = _documents });
            return ExitCode.Ok;
        }

        private async Task RunAsync(NodeJournal journal)
        {
            if (!isJson) terminal.Out.WriteLine($"node {journal.Node}");
            var text = new DumpText(hasRecords ? await RulesAsync(journal) : null);
            var blocks = journal.Range(from, to);
            var documents = new List<object>();
            var records = new List<IReadOnlyList<DumpText.RecordText>>();
            if (hasRecords)
            {
                await foreach (var bytes in journal.ReadBlocks(blocks, stop))
                {
                    var block = blocks[records.Count];
                    records.Add(text.Records(bytes.Span));
                    if (!isJson) Write(block, records[^1]);
                }
            }

            for (var i = 0; i < blocks.Count; i++)
            {
                if (isJson) documents.Add(Document(blocks[i], hasRecords ? records[i] : null));
                else if (!hasRecords) terminal.Out.WriteLine(DumpText.Line(blocks[i]));
            }

            _documents.Add(new { node = journal.Node, blocks = documents });
        }

        private void Write(JournalBlock block, IReadOnlyList<DumpText.RecordText> records)
        {
            terminal.Out.WriteLine(DumpText.Line(block));
            foreach (var record in records)
            {
                terminal.Out.WriteLine(record.Line);
                foreach (var words in record.Words) terminal.Out.WriteLine("    " + words);
            }
        }

        private static object Document(JournalBlock block, IReadOnlyList<DumpText.RecordText>? records) => new
        {
            sequence = block.Sequence,
            epoch = block.Header.Epoch,
            recordCount = block.Header.RecordCount,
            position = block.Header.LastPosition,
            bytes = block.Bytes,
            hash = StateHasher.ToText(block.Hash),
            place = block.Place,
            records = records?.Select(Document),
        };

        private static object Document(DumpText.RecordText record) => new
        {
            record.Kind,
            record.Client,
            record.Sequence,
            record.Time,
            record.PayloadBytes,
            record.Words,
        };

        /// <summary>The book's rules, which only its first block and its state name; null for other nodes.</summary>
        private async Task<Instrument?> RulesAsync(NodeJournal journal)
        {
            if (RecordedNodes.Standard.Create(journal.Node) is not BookNode) return null;
            var start = journal.Snapshots.LastOrDefault(snapshot => snapshot.Refusal is null)?.Sequence;
            var first = start ?? journal.Blocks.FirstOrDefault(block => block.Header.LastPosition > 0)?.Sequence;
            if (first is not { } block) return null;
            var rebuilt = await new NodeRebuild(RecordedNodes.Standard, journal, new ReplayTarget(block, 0), levels: 0).RunAsync(stop);
            return rebuilt.TryGet(out var node, out _) ? node.View?.Instrument : null;
        }
    }
}
