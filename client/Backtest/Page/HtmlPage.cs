using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;
using Trading.Backtest;
using Trading.Desk;
using Trading.Model;

namespace Trading.Client.Backtest.Page;

/// <summary>A backtest as one HTML page: no script, nothing from elsewhere, and the same bytes for the same run.</summary>
internal sealed class HtmlPage(DeskConfig config, string execution, string market)
{
    // Each instrument takes up to 50 KB: with these the page stays below 1 MiB.
    private const int InstrumentsMax = 12;

    private const string Style = """
        :root{color-scheme:light dark}
        body{font:15px/1.5 system-ui,sans-serif;max-width:1000px;margin:2em auto;padding:0 1em}
        h1{font-size:1.4em}h2{font-size:1em;margin:1.6em 0 .3em}
        svg{width:100%;height:auto}
        table{border-collapse:collapse}td{padding:.1em 1.5em .1em 0;vertical-align:top}td+td{font-variant-numeric:tabular-nums}
        path{fill:none;stroke-width:1.2}text{font-size:11px;fill:currentColor}
        .grid{stroke:currentColor;opacity:.15}.y{text-anchor:end;dominant-baseline:middle}.x{text-anchor:middle}
        .line{stroke:#2a78d6}.loss{stroke:#c8372d}.price{stroke:currentColor;opacity:.55}
        .buy{fill:#1a9850}.sell{fill:#c8372d}
        """;

    /// <summary>The page's text.</summary>
    public string ToText(BacktestResult result, PageData data)
    {
        var asset = config.ReportingAsset.Code;
        var text = new StringBuilder();
        var title = WebUtility.HtmlEncode($"Backtest: {string.Join(", ", config.Strategies.Select(strategy => strategy.Text))}");
        text.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        text.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        text.Append("<meta name=\"viewport\" content=\"width=device-width\">\n");
        text.Append(CultureInfo.InvariantCulture, $"<title>{title}</title>\n<style>\n{Style.ReplaceLineEndings("\n")}\n</style>\n");
        text.Append(CultureInfo.InvariantCulture, $"</head>\n<body>\n<h1>{title}</h1>\n");
        Table(text, Settings(result));
        Plot(text, Curve($"Equity, {asset}", data.Equity, "line", result));
        Plot(text, Curve($"Drawdown, {asset}", data.Drawdown, "loss", result));
        Plot(text, Curve($"Gross exposure, {asset}", data.Exposure, "line", result));
        Instruments(text, result, data);
        text.Append("<h2>Result</h2>\n");
        Table(text, BacktestReport.Lines(result, asset));
        return text.Append("</body>\n</html>\n").ToString();
    }

    private static SvgPlot Curve(string title, CurveBuckets curve, string style, BacktestResult result)
    {
        var plot = new SvgPlot(title, result.Span, curve);
        plot.Line(curve, style);
        return plot;
    }

    private static void Plot(StringBuilder text, SvgPlot plot) => text.Append(plot);

    private static void Table(StringBuilder text, IEnumerable<(string Name, string Value)> lines)
    {
        text.Append("<table>\n");
        foreach (var (name, value) in lines)
        {
            text.Append(CultureInfo.InvariantCulture, $"<tr><td>{WebUtility.HtmlEncode(name)}</td><td>{WebUtility.HtmlEncode(value)}</td></tr>\n");
        }

        text.Append("</table>\n");
    }

    private IEnumerable<(string Name, string Value)> Settings(BacktestResult result)
    {
        yield return ("market", market);
        yield return ("from", EventTime.ToText(result.Span.FirstNs));
        yield return ("to", EventTime.ToText(result.Span.LastNs));
        yield return ("execution", $"{execution}, {StateHasher.ToText(config.Execution.Hash())}");
        yield return ("capital", $"{result.Capital} {config.ReportingAsset.Code}");
        yield return ("seed", config.Seed.ToString(CultureInfo.InvariantCulture));
        yield return ("configuration", StateHasher.ToText(config.Hash()));
    }

    /// <summary>The instruments with fills, in the order of the desk.</summary>
    private void Instruments(StringBuilder text, BacktestResult result, PageData data)
    {
        var traded = Enumerable.Range(0, config.Listings.Length).Where(index => data.Instruments[index].Fills > 0).ToArray();
        foreach (var index in traded.Take(InstrumentsMax))
        {
            var (name, curves) = (config.Listings[index].Instrument.Id, data.Instruments[index]);
            var price = new SvgPlot($"{name}: fills on price (buys green, sells red)", result.Span, curves.Price, curves.Buys, curves.Sells);
            price.Line(curves.Price, "price");
            price.Marks(curves.Buys, "buy");
            price.Marks(curves.Sells, "sell");
            Plot(text, price);
            var inventory = new SvgPlot($"{name}: inventory", result.Span, curves.Inventory);
            inventory.Line(curves.Inventory, "line", isStep: true);
            Plot(text, inventory);
        }

        if (traded.Length > InstrumentsMax)
        {
            text.Append(CultureInfo.InvariantCulture, $"<p>{traded.Length - InstrumentsMax} more traded instruments are not drawn.</p>\n");
        }
    }
}
