using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Trading.Exchange;
using Trading.Model;

namespace Trading.Bench;

/// <summary>What a workload does to any correct book, found by the generator's own reference book.</summary>
/// <param name="Trades">Number of trades.</param>
/// <param name="Volume">Traded lots.</param>
/// <param name="TradeHash">The <see cref="TradeHash"/> over all trades.</param>
/// <param name="LiveOrders">Orders that are live at the end.</param>
public readonly record struct BookWorkloadOutcome(long Trades, long Volume, ulong TradeHash, int LiveOrders);

/// <summary>A generated workload: commands to preload, commands to time, and what must come out.</summary>
/// <param name="Mix">Which mix.</param>
/// <param name="Preload">Commands before the clock starts.</param>
/// <param name="Timed">Commands under the clock.</param>
/// <param name="Outcome">What must come out.</param>
/// <param name="FileSha256">The digest of the workload in its published 32-byte record layout, lower-case
/// hexadecimal.</param>
public sealed record BookWorkload(
    BookMix Mix, BookCommand[] Preload, BookCommand[] Timed, BookWorkloadOutcome Outcome, string FileSha256)
{
    /// <summary>The instrument that the workloads trade: tick 1, lot 1, no notional rule.</summary>
    public static Instrument Instrument { get; } = CreateInstrument();

    private static Instrument CreateInstrument() =>
        InstrumentId.Parse("sim:BENCH").TryGet(out var id, out _)
        && Instrument.Create(
                id,
                InstrumentKind.Spot,
                priceScale: 2,
                quantityScale: 3,
                new Price(1),
                new Quantity(1),
                new Quantity(1),
                new Quantity(1_000_000_000),
                Notional.Zero)
            .TryGet(out var instrument, out _)
            ? instrument
            : throw new InvalidOperationException("the benchmark's own instrument was refused");
}

/// <summary>
/// The running hash of trades that all engines of the published comparison agree on: (maker, quantity) in trade order.
/// </summary>
internal struct TradeHash
{
    /// <summary>The hash of the trades so far.</summary>
    public ulong Value;

    /// <summary>Trades so far.</summary>
    public long Trades;

    /// <summary>Lots so far.</summary>
    public long Volume;

    /// <summary>Adds the trades among a batch of reports.</summary>
    public void Add(ReadOnlySpan<BookReport> reports)
    {
        unchecked
        {
            // Without a branch: whether a report is a trade cannot be predicted, and the drain is no book's merit.
            var (value, trades, volume) = (Value, Trades, Volume);
            foreach (ref readonly var report in reports)
            {
                var other = (long)report.Kind ^ (long)BookReportKind.Trade;
                var isTrade = (other - 1) >> 63;

                // Multiplied by one after taking in nothing, the value stays: one product per report is the chain.
                var trade = report.MakerOrderId * 0x9E3779B97F4A7C15 + (ulong)report.Quantity;
                value = (value ^ (trade & (ulong)isTrade)) * (1 + (0xD6E8FEB86659FD92 & (ulong)isTrade));
                trades -= isTrade;
                volume += report.Quantity & isTrade;
            }

            (Value, Trades, Volume) = (value, trades, volume);
        }
    }
}

/// <summary>Writes the published 32-byte records and hashes them.</summary>
internal sealed class BookWorkloadFile
{
    private const ulong Magic = 0x314B4F4F42;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void AddHeader(int preload, int timed, ulong greatestId, in BookWorkloadOutcome outcome)
    {
        Span<byte> header = stackalloc byte[64];
        ReadOnlySpan<ulong> fields =
        [
            Magic, (ulong)preload, (ulong)timed, greatestId,
            (ulong)outcome.Trades, (ulong)outcome.Volume, outcome.TradeHash, (ulong)outcome.LiveOrders,
        ];
        for (var index = 0; index < fields.Length; index++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(header[(index * 8)..], fields[index]);
        }

        _hash.AppendData(header);
    }

    public void Add(in BookWorkloadRecord record)
    {
        Span<byte> bytes = stackalloc byte[32];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, record.Id);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], record.Price);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], record.Quantity);
        bytes[24] = record.Operation;
        bytes[25] = record.Side == Side.Buy ? (byte)0 : (byte)1;
        bytes[26..].Clear();
        _hash.AppendData(bytes);
    }

    public string Digest() => Convert.ToHexStringLower(_hash.GetHashAndReset());
}

/// <summary>One published record.</summary>
internal readonly record struct BookWorkloadRecord(byte Operation, ulong Id, Side Side, long Price, long Quantity)
{
    public const byte Limit = 1;
    public const byte LimitIoc = 2;
    public const byte Market = 3;
    public const byte Cancel = 4;
    public const byte Move = 5;
}
