using System.Buffers;
using System.IO;
using Trading.Tape;

namespace Trading.Client.Tape;

/// <summary>The saved position of a replay, in the file that <c>--state</c> names.</summary>
internal static class TapeState
{
    /// <summary>Loads a position; null when there is no file yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="failure">Why it was refused, in one line; null when it was not.</param>
    public static TapeCursor? Load(string path, out string? failure)
    {
        failure = null;
        if (!File.Exists(path)) return null;
        if (new FileInfo(path).Length > TapeCursor.BytesMax || !TapeCursor.Load(File.ReadAllBytes(path)).TryGet(out var cursor, out _))
        {
            failure = $"{Path.GetFileName(path)} is not a saved position; remove it to start at the beginning.";
            return null;
        }

        return cursor;
    }

    /// <summary>Saves the position after the event in hand, in one step: a reader sees the old file or the new one.</summary>
    public static void Save(string path, TapeDecoder decoder, TapeFilter filter)
    {
        var output = new ArrayBufferWriter<byte>();
        new TapeCursor(decoder.Position, decoder.Hash, filter).Save(output);
        var aside = path + ".new";
        File.WriteAllBytes(aside, output.WrittenSpan.ToArray());
        File.Move(aside, path, overwrite: true);
    }

    /// <summary>Reads on to a saved position and checks that the tape up to there is the same.</summary>
    /// <returns>Why that is not so, in one line; null when it is.</returns>
    public static string? Forward(TapeSource source, TapeCursor cursor)
    {
        while (source.Decoder.Position.Line < cursor.Position.Line && source.TryRead())
        {
        }

        if (source.Failure is not null) return source.Failure;
        return source.Decoder.Position == cursor.Position && source.Decoder.Hash == cursor.Hash
            ? null
            : $"{source.Name} is not the tape that the position was saved in, or it was changed.";
    }
}
