using System;
using System.Buffers;
using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Desk;

/// <summary>
/// What a desk session is, as its journals begin: everything that its outcome depends on. Nodes of two sessions never meet, and
/// a node is opened with one header for good.
/// </summary>
/// <param name="Config">The desk.</param>
/// <param name="Build">Which build of the engine it began under; another one does not go on with it.</param>
/// <param name="Tape">The name of the tape in the silos' data directories.</param>
/// <param name="TapeHash">The SHA-256 of the tape's file in hexadecimal text.</param>
/// <param name="Assemblies">The SHA-256 of the strategies' own assemblies in hexadecimal text, in the order of the catalogue's
/// making; empty when the engine's own strategies do.</param>
/// <param name="LongestRoundNs">No round of the session is longer, in nanoseconds of event time; at least 1. It changes nothing
/// but how evenly a session goes on.</param>
/// <param name="Speed">Event time per wall time: 1 is as it was recorded; 0 is as fast as it goes. Whoever drives on keeps to it.</param>
public sealed record SessionHeader(
    DeskConfig Config,
    string Build,
    string Tape,
    string TapeHash,
    ImmutableArray<string> Assemblies,
    long LongestRoundNs = long.MaxValue,
    int Speed = 0)
{
    private const byte Version = 2;

    /// <summary>Paper: the only mode so far. Live sessions will have another number.</summary>
    private const byte Paper = 1;

    /// <summary>The bytes.</summary>
    public byte[] Encode()
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(bytes);
        writer.Write(Version);
        writer.Write(Paper);
        writer.Write(Build);
        writer.Write(Tape);
        writer.Write(TapeHash);
        writer.Write(Assemblies.Length);
        foreach (var assembly in Assemblies) writer.Write(assembly);
        writer.Write(LongestRoundNs);
        writer.Write(Speed);
        DeskConfigCodec.Write(Config, writer);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Reads a header.</summary>
    /// <returns>Null when the bytes are no header of this version.</returns>
    public static SessionHeader? Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        var isKnown = reader.ReadByte() == Version & reader.ReadByte() == Paper;
        if (!isKnown) return null;
        var (build, tape, hash) = (reader.ReadString(), reader.ReadString(), reader.ReadString());
        var assemblies = ImmutableArray.CreateBuilder<string>();
        for (var left = reader.ReadCount(4); left > 0; left--) assemblies.Add(reader.ReadString());
        var (longestNs, speed) = (reader.ReadInt64(), reader.ReadInt32());
        var config = DeskConfigCodec.Read(ref reader);
        return config is not null && reader.IsComplete && longestNs > 0 && speed >= 0
            ? new SessionHeader(config, build, tape, hash, assemblies.ToImmutable(), longestNs, speed)
            : null;
    }

    /// <summary>Why a process may not host the session; null when it may.</summary>
    public static (SessionCode Code, string Detail)? Refusal(SessionHost host, SessionHeader header)
    {
        if (!host.KeepsHistory)
        {
            return (SessionCode.DropsHistory, "a session's journals are kept whole: start the silo with --keep-journal true");
        }

        if (header.Build != host.Build)
        {
            return (SessionCode.OtherBuild,
                $"the session began under build {header.Build}, this is {host.Build}: go on with that one, or begin a new session");
        }

        return header.Assemblies.AsSpan().SequenceEqual(host.Assemblies.AsSpan())
            ? null
            : (SessionCode.OtherAssemblies,
                $"the session has the assemblies [{string.Join(", ", header.Assemblies)}], this process has [{string.Join(", ", host.Assemblies)}]");
    }
}
