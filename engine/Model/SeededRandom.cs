using System;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;
using System.Text;

namespace Trading.Model;

/// <summary>
/// The engine's only source of randomness: xoshiro256** 1.0 by David Blackman and Sebastiano Vigna (public domain,
/// prng.di.unimi.it), its 256 bits of state derived from a seed and a stream name. Test vectors are in docs/DESIGN.md.
/// </summary>
/// <remarks>
/// Streams are split by name, not by drawing from a parent: adding an agent changes no other agent's draws. The state is
/// XxHash128 of (seed, name) under two hash seeds, so nearby seeds give unrelated streams. A mutable struct on purpose:
/// it lives inside its owner's state and is snapshotted with it.
/// </remarks>
public struct SeededRandom : IEquatable<SeededRandom>
{
    /// <summary>The bytes of a saved state.</summary>
    public const int StateBytes = 32;

    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    private SeededRandom(ulong s0, ulong s1, ulong s2, ulong s3)
    {
        (_s0, _s1, _s2, _s3) = (s0, s1, s2, s3);
        // The all-zero state is the generator's one fixed point.
        if ((s0 | s1 | s2 | s3) == 0) _s0 = 0x9E3779B97F4A7C15;
    }

    /// <summary>The stream of a name under a seed.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="stream">The stream's name, for example <c>agent/mm-1</c>.</param>
    public static SeededRandom Create(ulong seed, string stream)
    {
        var text = Encoding.UTF8.GetBytes(stream);
        var input = new byte[8 + text.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(input, seed);
        text.CopyTo(input.AsSpan(8));
        var low = XxHash128.HashToUInt128(input, 0);
        var high = XxHash128.HashToUInt128(input, 1);
        return unchecked(new SeededRandom((ulong)low, (ulong)(low >> 64), (ulong)high, (ulong)(high >> 64)));
    }

    /// <summary>A generator with a given state: for restoring a snapshot and for published test vectors.</summary>
    public static SeededRandom FromState(ulong s0, ulong s1, ulong s2, ulong s3) => new(s0, s1, s2, s3);

    /// <summary>Reads a state that <see cref="Save"/> wrote.</summary>
    /// <param name="source">At least <see cref="StateBytes"/> bytes.</param>
    public static SeededRandom Load(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(source),
        BinaryPrimitives.ReadUInt64LittleEndian(source[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[24..]));

    /// <summary>Writes the state.</summary>
    /// <param name="destination">At least <see cref="StateBytes"/> bytes.</param>
    public readonly void Save(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, _s0);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], _s1);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], _s2);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], _s3);
    }

    /// <summary>64 uniform bits.</summary>
    public ulong NextUInt64()
    {
        unchecked
        {
            var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
            var t = _s1 << 17;
            _s2 ^= _s0;
            _s3 ^= _s1;
            _s1 ^= _s2;
            _s0 ^= _s3;
            _s2 ^= t;
            _s3 = BitOperations.RotateLeft(_s3, 45);
            return result;
        }
    }

    /// <summary>A uniform integer in [0, bound), by multiplication (Lemire's method without rejection).</summary>
    /// <remarks>The bias is below bound / 2^64, which no simulation here can see; one draw per call keeps streams aligned.</remarks>
    /// <param name="bound">Greater than zero.</param>
    public long Below(long bound) => (long)(ulong)(((UInt128)NextUInt64() * (ulong)bound) >> 64);

    /// <summary>A uniform integer in [low, high], both included.</summary>
    public long Between(long low, long high) => low + Below(high - low + 1);

    /// <summary>A uniform double in [0, 1) with 53 bits; for sampling only, never for money.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with a probability given in parts per million.</summary>
    public bool ChancePpm(int ppm) => Below(1_000_000) < ppm;

    /// <summary>Same state.</summary>
    public readonly bool Equals(SeededRandom other) =>
        _s0 == other._s0 && _s1 == other._s1 && _s2 == other._s2 && _s3 == other._s3;

    /// <inheritdoc/>
    public readonly override bool Equals(object? obj) => obj is SeededRandom other && Equals(other);

    /// <inheritdoc/>
    public readonly override int GetHashCode() => (int)(_s0 >> 33);

    /// <summary>Same state.</summary>
    public static bool operator ==(SeededRandom left, SeededRandom right) => left.Equals(right);

    /// <summary>Another state.</summary>
    public static bool operator !=(SeededRandom left, SeededRandom right) => !left.Equals(right);
}
