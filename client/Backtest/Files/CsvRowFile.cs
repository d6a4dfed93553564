using System;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Trading.Client.Backtest.Files;

/// <summary>Comma-separated values: fixed columns, plain decimals, lines that end with a newline alone.</summary>
internal sealed class CsvRowFile : RowFile
{
    private readonly ImmutableArray<FileColumn> _columns;
    private readonly StreamWriter _writer;

    public CsvRowFile(string path, ImmutableArray<FileColumn> columns)
    {
        _columns = columns;
        _writer = new StreamWriter(path) { NewLine = "\n" };
        _writer.WriteLine(string.Join(',', columns.Select(column => column.Name)));
    }

    /// <inheritdoc/>
    public override void Add(params ReadOnlySpan<Cell> cells)
    {
        for (var column = 0; column < cells.Length; column++)
        {
            if (column > 0) _writer.Write(',');
            var isWhole = _columns[column].Kind == ColumnKind.Whole;
            _writer.Write(isWhole ? cells[column].Units.ToString(CultureInfo.InvariantCulture) : cells[column].Text);
        }

        _writer.WriteLine();
    }

    /// <inheritdoc/>
    public override void Dispose() => _writer.Dispose();
}
