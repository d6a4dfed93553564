using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Parquet;
using Parquet.Data;
using Parquet.Schema;
using Trading.Client.Tests.Tape;
using Xunit;

namespace Trading.Client.Tests.Backtest;

/// <summary>The files of a backtest: the same rows in every format, and positions that are the sums of the fills.</summary>
public sealed class FileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Parquet_files_hold_the_rows_of_the_csv_files_exactly()
    {
        foreach (var ending in (string[])["csv", "parquet"])
        {
            string[] files = [.. ((string[])["fills", "equity", "inventory"]).SelectMany(name => new[] { "--" + name, _folder.File($"{name}.{ending}") })];
            var run = await TradingCommand.Run(["backtest", "run", "--tape", Tape, "--strategy", "market-making:k=20", .. files]);
            Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
        }

        foreach (var name in (string[])["fills", "equity", "inventory"])
        {
            var csv = await File.ReadAllLinesAsync(_folder.File($"{name}.csv"), Stop);
            Assert.True(csv.Length > 50, name);
            Assert.Equal(csv, await ReadAsync(_folder.File($"{name}.parquet")));
        }
    }

    [Fact]
    public async Task A_position_is_the_sum_of_the_fills_before_it()
    {
        var (fills, inventory) = (_folder.File("fills.csv"), _folder.File("inventory.csv"));
        await TradingCommand.Run(
            "backtest", "run", "--tape", Tape, "--strategy", "market-making:k=20", "--strategy", "book-imbalance", "--fills", fills, "--inventory", inventory);
        var sums = new Dictionary<string, decimal>();
        var expected = new List<string> { "time_ns,strategy,instrument,position" };
        foreach (var line in (await File.ReadAllLinesAsync(fills, Stop)).Skip(1))
        {
            var cells = line.Split(',');
            var quantity = decimal.Parse(cells[6], CultureInfo.InvariantCulture);
            sums[cells[1]] = sums.GetValueOrDefault(cells[1]) + (cells[4] == "buy" ? quantity : -quantity);
            expected.Add($"{cells[0]},{cells[1]},{cells[3]},{Plain(sums[cells[1]])}");
        }

        Assert.Equal(2, sums.Count);
        Assert.Equal(expected, (await File.ReadAllLinesAsync(inventory, Stop)));
    }

    private static System.Threading.CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string Tape => Repository.File("docs/traces/cancel-storm.rpl.zst");

    private static string Plain(decimal value) => value.ToString("0.##################", CultureInfo.InvariantCulture);

    private static async Task<List<string>> ReadAsync(string path)
    {
        await using var reader = await ParquetReader.CreateAsync(path, new ParquetOptions { UseBigDecimal = true }, Stop);
        var fields = reader.Schema.DataFields;
        var lines = new List<string> { string.Join(',', fields.Select(field => field.Name)) };
        for (var number = 0; number < reader.RowGroupCount; number++)
        {
            using var group = reader.OpenRowGroupReader(number);
            var columns = new List<string[]>();
            foreach (var field in fields) columns.Add(await ColumnAsync(group, field));
            for (var row = 0; row < group.RowCount; row++) lines.Add(string.Join(',', columns.Select(column => column[row])));
        }

        return lines;
    }

    private static async Task<string[]> ColumnAsync(ParquetRowGroupReader group, DataField field)
    {
        if (field.ClrType == typeof(long))
        {
            var wholes = new long[group.RowCount];
            await group.ReadAsync<long>(field, wholes, cancellationToken: Stop);
            return [.. wholes.Select(whole => whole.ToString(CultureInfo.InvariantCulture))];
        }

        if (field is DecimalDataField)
        {
            var decimals = new BigDecimal[group.RowCount];
            await group.ReadAsync<BigDecimal>(field, decimals, cancellationToken: Stop);
            return [.. decimals.Select(value => Plain((decimal)value.UnscaledValue / 1_000_000_000_000_000_000m))];
        }

        var texts = new string?[group.RowCount];
        await group.ReadAsync(field, texts.AsMemory(), cancellationToken: Stop);
        return [.. texts.Select(text => text ?? "a text is missing")];
    }
}
