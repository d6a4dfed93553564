using System;
using System.Buffers;
using System.IO;
using Trading.Model;

namespace Trading.Client.Sim;

/// <summary>A saved run: where its tape stands, and the simulator's state.</summary>
/// <param name="TapeCount">Events on the tape so far.</param>
/// <param name="TapeHash">The tape's running hash.</param>
/// <param name="State">The simulator's bytes, which carry their own check.</param>
internal sealed record SimSnapshot(long TapeCount, UInt128 TapeHash, ReadOnlyMemory<byte> State)
{
    private const int HeadBytes = 8 + 16;

    /// <summary>Writes the snapshot beside its place and moves it there whole.</summary>
    public void Write(string path)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(bytes);
        writer.Write(TapeCount);
        writer.Write(TapeHash);
        bytes.Write(State.Span);
        var aside = path + ".part";
        File.WriteAllBytes(aside, bytes.WrittenSpan);
        File.Move(aside, path, overwrite: true);
    }

    /// <summary>Reads a snapshot; the error is one line for people.</summary>
    public static Result<SimSnapshot, string> Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var reader = new StateReader(bytes);
        var (count, hash) = (reader.ReadInt64(), reader.ReadUInt128());
        if (reader.Failed || count <= 0) return "the file is no snapshot.";
        return new SimSnapshot(count, hash, bytes.AsMemory(HeadBytes));
    }
}
