using System;
using System.Buffers;
using System.Collections.Immutable;
using System.Linq;
using Trading.Model;
using Trading.Risk;

namespace Trading.Desk;

/// <summary>How far a strategy's session has come.</summary>
public enum StrategyStage : byte
{
    /// <summary>Its markets have not begun.</summary>
    Waiting = 0,

    /// <summary>It is called.</summary>
    Running = 1,

    /// <summary>Its markets have ended, and it is called no more.</summary>
    Stopped = 2,

    /// <summary>It threw, and is called no more.</summary>
    Faulted = 3,
}

/// <summary>A strategy's position in one instrument.</summary>
/// <param name="Instrument">The instrument's index.</param>
/// <param name="Quantity">Positive when long, negative when short.</param>
/// <param name="RealizedPnl">Profit of closed positions without fees, in the quote asset.</param>
/// <param name="UnrealizedPnl">Profit of the open position at the last mark, in the quote asset; null while there is none.</param>
/// <param name="Fees">Fees paid, in the quote asset; negative when rebates exceed them.</param>
public readonly record struct PositionStatus(
    int Instrument, Quantity Quantity, Money RealizedPnl, Money? UnrealizedPnl, Money Fees);

/// <summary>What an operator sees of a strategy, as the strategy knows it.</summary>
public sealed record StrategyStatus : IEquatable<StrategyStatus>
{
    private const byte Version = 1;

    /// <summary>Its number in the desk, from 1.</summary>
    public required int Strategy { get; init; }

    /// <summary>The time of its last input, UNIX nanoseconds.</summary>
    public required long TimeNs { get; init; }

    /// <summary>How far its session has come.</summary>
    public required StrategyStage Stage { get; init; }

    /// <summary>What it may trade.</summary>
    public required TradingState TradingState { get; init; }

    /// <summary>Why that is not everything; None while it is.</summary>
    public required RiskReason StateReason { get; init; }

    /// <summary>True while its positions are being closed by command.</summary>
    public required bool IsFlattening { get; init; }

    /// <summary>Its open orders, those that are not yet acknowledged included.</summary>
    public required int OpenOrders { get; init; }

    /// <summary>Its intents that risk denied.</summary>
    public required long Denied { get; init; }

    /// <summary>Its positions, by instrument.</summary>
    public required ImmutableArray<PositionStatus> Positions { get; init; }

    /// <summary>Writes the bytes: version, then the values in their order.</summary>
    public void Write(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        writer.Write(Version);
        writer.Write(Strategy);
        writer.Write(TimeNs);
        writer.Write((byte)Stage);
        writer.Write((byte)TradingState);
        writer.Write((byte)StateReason);
        writer.Write(IsFlattening);
        writer.Write(OpenOrders);
        writer.Write(Denied);
        writer.Write(Positions.Length);
        foreach (var position in Positions)
        {
            writer.Write(position.Instrument);
            writer.Write(position.Quantity.Units);
            writer.Write(position.RealizedPnl);
            writer.Write(position.UnrealizedPnl.HasValue);
            writer.Write(position.UnrealizedPnl ?? Money.Zero);
            writer.Write(position.Fees);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <returns>Null when the bytes are not a status of this version.</returns>
    public static StrategyStatus? Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        if (reader.ReadByte() != Version) return null;
        var status = new StrategyStatus
        {
            Strategy = reader.ReadInt32(),
            TimeNs = reader.ReadInt64(),
            Stage = (StrategyStage)reader.ReadByte(),
            TradingState = (TradingState)reader.ReadByte(),
            StateReason = (RiskReason)reader.ReadByte(),
            IsFlattening = reader.ReadBool(),
            OpenOrders = reader.ReadInt32(),
            Denied = reader.ReadInt64(),
            Positions = ReadPositions(ref reader),
        };
        return reader.IsComplete ? status : null;
    }

    /// <summary>The same values, positions included.</summary>
    public bool Equals(StrategyStatus? other) => other is not null
        && (Strategy, TimeNs, Stage, TradingState) == (other.Strategy, other.TimeNs, other.Stage, other.TradingState)
        && (StateReason, IsFlattening, OpenOrders, Denied) == (other.StateReason, other.IsFlattening, other.OpenOrders, other.Denied)
        && Positions.SequenceEqual(other.Positions);

    /// <inheritdoc/>
    public override int GetHashCode() => Strategy;

    private static ImmutableArray<PositionStatus> ReadPositions(ref StateReader reader)
    {
        var positions = ImmutableArray.CreateBuilder<PositionStatus>();
        for (var left = reader.ReadCount(61); left > 0; left--)
        {
            var (instrument, quantity, realized) = (reader.ReadInt32(), new Quantity(reader.ReadInt64()), reader.ReadMoney());
            var (isKnown, unrealized, fees) = (reader.ReadBool(), reader.ReadMoney(), reader.ReadMoney());
            positions.Add(new PositionStatus(instrument, quantity, realized, isKnown ? unrealized : null, fees));
        }

        return positions.ToImmutable();
    }
}
