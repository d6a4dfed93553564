using System;
using System.Collections.Immutable;
using System.IO;
using Trading.Model;

namespace Trading.Client.Backtest.Files;

/// <summary>What a column holds.</summary>
internal enum ColumnKind : byte
{
    /// <summary>A whole number of 64 bits.</summary>
    Whole = 1,

    /// <summary>A decimal: an amount, a price, a quantity.</summary>
    Decimal = 2,

    /// <summary>Text without commas and quotes.</summary>
    Text = 3,
}

/// <summary>A column of a file.</summary>
/// <param name="Name">Lower case, with underscores.</param>
/// <param name="Kind">What it holds.</param>
internal sealed record FileColumn(string Name, ColumnKind Kind);

/// <summary>One value of a row.</summary>
/// <param name="Units">The number, in units of 10^-<paramref name="Scale"/>.</param>
/// <param name="Scale">Its decimals; 0 for whole numbers.</param>
/// <param name="Text">The text of a text column.</param>
internal readonly record struct Cell(Int128 Units, int Scale, string Text)
{
    /// <summary>A whole number.</summary>
    public static implicit operator Cell(long value) => new(value, 0, "");

    /// <summary>An amount.</summary>
    public static implicit operator Cell(Money value) => new(value.Units, Money.Scale, $"{value}");

    /// <summary>A text.</summary>
    public static implicit operator Cell(string value) => new(0, 0, value);

    /// <summary>A price or a quantity.</summary>
    public static Cell Decimal(long units, int scale) => new(units, scale, DecimalText.ToString(units, scale));
}

/// <summary>Rows that are written to a file as they come: comma-separated, or Parquet for a name that ends with .parquet.</summary>
internal abstract class RowFile : IDisposable
{
    /// <summary>The end of the names of Parquet files.</summary>
    public const string ParquetEnding = ".parquet";

    /// <summary>Creates or replaces a file.</summary>
    /// <param name="path">Its path; null for no file.</param>
    /// <param name="columns">Its columns.</param>
    /// <exception cref="IOException">It cannot be created.</exception>
    public static RowFile? Create(string? path, ImmutableArray<FileColumn> columns)
    {
        if (path is null) return null;
        return path.EndsWith(ParquetEnding, StringComparison.Ordinal) ? new ParquetRowFile(path, columns) : new CsvRowFile(path, columns);
    }

    /// <summary>Adds a row.</summary>
    /// <param name="cells">One for each column.</param>
    public abstract void Add(params ReadOnlySpan<Cell> cells);

    /// <inheritdoc/>
    public abstract void Dispose();
}
