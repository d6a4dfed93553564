using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Trading.Durable;
using Trading.Grains;
using Trading.Journal;

namespace Trading.Silo;

/// <summary>
/// Samples of broken invariants as JSON files, one per node and block: the breach in words, the inputs of the block that was in
/// the making, and the block's own bytes, which a replay from the journal can go on with.
/// </summary>
internal sealed partial class BreachFiles(string folder, TimeProvider clock, ILogger<BreachFiles> logger) : IBreachSamples
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <inheritdoc/>
    public string Keep(string node, BreachSample sample)
    {
        var path = Path.Combine(folder, $"{Path.GetFileName(FileTable.FolderOf(node)) ?? "node"}-{sample.CommittedBlock}.json");
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(Document(node, sample), Indented));
            return path;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogNotKept(failure, node, path);
            return "";
        }
    }

    private object Document(string node, BreachSample sample) => new
    {
        node,
        invariant = sample.Breach.Number,
        name = sample.Breach.Name,
        detail = sample.Breach.Detail,
        time = clock.GetUtcNow(),
        committedBlock = sample.CommittedBlock,
        inputs = Inputs(sample.Block),
        block = sample.Block,
    };

    private static List<object> Inputs(ReadOnlySpan<byte> block)
    {
        var inputs = new List<object>();
        for (var rest = block[Math.Min(block.Length, BlockHeader.Bytes)..]; BlockRecord.TryTake(ref rest, out var record);)
        {
            inputs.Add(new
            {
                kind = $"{record.Kind}",
                source = record.Name,
                sequence = record.Sequence,
                timeNs = record.TimeNs,
                payload = record.Payload.ToArray(),
            });
        }

        return inputs;
    }

    [LoggerMessage(1504, LogLevel.Error, "The sample of node {Node} cannot be kept in '{Path}'.")]
    private partial void LogNotKept(Exception error, string node, string path);
}
