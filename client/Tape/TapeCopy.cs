using System;
using System.IO;
using System.Text.Json;
using Trading.Model;
using Trading.Tape;

namespace Trading.Client.Tape;

/// <summary>Copies the events that pass a filter to another file. A failed copy leaves no file behind.</summary>
internal static class TapeCopy
{
    private sealed record CopyResult(string Out, long EventsRead, long EventsWritten, long Skipped, string? Hash);

    /// <summary>True for the name of a tape.</summary>
    public static bool IsTape(string path) => WithoutCompression(path).EndsWith(".rpl", StringComparison.Ordinal);

    /// <summary>True for the name of an export as JSON lines.</summary>
    public static bool IsExport(string path) => WithoutCompression(path).EndsWith(".ndjson", StringComparison.Ordinal);

    /// <summary>Copies, and says what was copied.</summary>
    public static int Run(Terminal terminal, TapeSession session, string outPath, bool asJson)
    {
        using var progress = session.Source.Progress = new ProgressLine(terminal, "copying");
        var isDone = false;
        CopyResult result;
        try
        {
            using var output = TapeFileOutput.Create(outPath);
            result = IsExport(outPath) ? Export(session, output, outPath) : Copy(session, output, outPath);
            isDone = session.Source.Failure is null;
        }
        finally
        {
            if (!isDone) File.Delete(outPath);
        }

        if (!isDone) return session.Finish(terminal);
        if (asJson) terminal.WriteJson(result);
        else terminal.Out.Write($"{result.EventsWritten} of {result.EventsRead} events written to {Path.GetFileName(outPath)}\n");
        return session.Finish(terminal);
    }

    private static CopyResult Copy(TapeSession session, TapeFileOutput output, string outPath)
    {
        var writer = new TapeWriter(output, session.Header);
        while (session.TryRead())
        {
            var error = writer.Write(session.Source.Decoder.Event, session.Source.Decoder.Levels);
            // What a decoder accepts, the writer accepts: both apply one table.
            if (error != TapeErrorCode.None) throw new InvalidOperationException($"a read event cannot be written: {error}");
        }

        writer.Complete();
        var decoder = session.Source.Decoder;
        return new CopyResult(outPath, decoder.EventCount, writer.Count - session.Header.After, decoder.Skipped, StateHasher.ToText(writer.Hash));
    }

    private static CopyResult Export(TapeSession session, TapeFileOutput output, string outPath)
    {
        long written = 0;
        using var json = new Utf8JsonWriter(output);
        while (session.TryRead())
        {
            json.Reset();
            TapeEventText.WriteJson(json, session.Header, session.Source.Decoder.Event, session.Source.Decoder.Levels);
            json.Flush();
            output.GetSpan(1)[0] = (byte)'\n';
            output.Advance(1);
            written++;
        }

        return new CopyResult(outPath, session.Source.Decoder.EventCount, written, session.Source.Decoder.Skipped, null);
    }

    private static string WithoutCompression(string path) =>
        Path.GetExtension(path) is ".gz" or ".zst" ? Path.ChangeExtension(path, null) : path;
}
