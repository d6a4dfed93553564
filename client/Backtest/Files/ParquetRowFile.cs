using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Parquet;
using Parquet.Data;
using Parquet.Schema;
using Trading.Model;

namespace Trading.Client.Backtest.Files;

/// <summary>Apache Parquet: whole numbers as INT64, decimals exactly as DECIMAL(38, 18), texts as UTF-8; no value is missing.</summary>
internal sealed class ParquetRowFile : RowFile
{
    // Rows wait in memory until a group is full: memory stays constant in the length of the run.
    private const int GroupRows = 65_536;
    private const int Precision = 38;

    private readonly ImmutableArray<FileColumn> _columns;
    private readonly List<Cell>[] _waiting;
    private readonly FileStream _file;
    private readonly ParquetSchema _schema;
    private readonly ParquetWriter _writer;

    public ParquetRowFile(string path, ImmutableArray<FileColumn> columns)
    {
        _columns = columns;
        _waiting = [.. columns.Select(_ => new List<Cell>())];
        _schema = new ParquetSchema(columns.Select(FieldOf));
        _file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite);
        _writer = Wait(ParquetWriter.CreateAsync(_schema, _file, new ParquetOptions { CompressionMethod = CompressionMethod.Zstd }));
    }

    /// <inheritdoc/>
    public override void Add(params ReadOnlySpan<Cell> cells)
    {
        for (var column = 0; column < cells.Length; column++) _waiting[column].Add(cells[column]);
        if (_waiting[0].Count == GroupRows) Flush();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_waiting[0].Count > 0) Flush();
        Wait(_writer.DisposeAsync().AsTask());
        _file.Dispose();
    }

    private static Field FieldOf(FileColumn column) => column.Kind switch
    {
        ColumnKind.Whole => new DataField<long>(column.Name, false),
        ColumnKind.Decimal => new DecimalDataField(column.Name, Precision, Money.Scale, isNullable: false, clrType: typeof(BigDecimal)),
        ColumnKind.Text => new DataField(column.Name, typeof(string), false),
    };

    private static BigDecimal DecimalOf(Cell cell) =>
        new(cell.Units * DecimalText.PowerOfTen(Money.Scale - cell.Scale), Precision, Money.Scale);

    /// <summary>The library writes asynchronously only, a desk's watchers are called in its turns.</summary>
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static void Wait(Task task) => task.GetAwaiter().GetResult();

    private void Flush()
    {
        using var group = _writer.CreateRowGroup();
        for (var column = 0; column < _columns.Length; column++)
        {
            var (field, cells) = (_schema.DataFields[column], _waiting[column]);
            Wait(_columns[column].Kind switch
            {
                ColumnKind.Whole => group.WriteAsync<long>(field, cells.Select(cell => (long)cell.Units).ToArray()),
                ColumnKind.Decimal => group.WriteAsync<BigDecimal>(field, cells.Select(DecimalOf).ToArray()),
                ColumnKind.Text => group.WriteAsync(field, cells.Select(cell => cell.Text).ToArray()),
            });
            cells.Clear();
        }
    }
}
