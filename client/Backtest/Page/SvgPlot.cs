using System;
using System.Globalization;
using System.Net;
using System.Text;

namespace Trading.Client.Backtest.Page;

/// <summary>One plot over time as SVG text.</summary>
internal sealed class SvgPlot
{
    private const double Width = 960;
    private const double Height = 220;
    private const double Left = 90;
    private const double Right = 10;
    private const double Top = 10;
    private const double Bottom = 24;

    private readonly string _title;
    private readonly (long FromNs, long ToNs) _span;
    private readonly AxisScale _x;
    private readonly AxisScale _y;
    private readonly StringBuilder _body = new();

    /// <summary>An empty plot.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="span">From when to when, UNIX nanoseconds.</param>
    /// <param name="curves">All that will be drawn: the scale fits them.</param>
    public SvgPlot(string title, (long FromNs, long ToNs) span, params ReadOnlySpan<CurveBuckets> curves)
    {
        (_title, _span) = (title, span);
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var curve in curves)
        {
            foreach (var (_, bucket) in curve.Buckets) (low, high) = (Math.Min(low, bucket.Min), Math.Max(high, bucket.Max));
        }

        if (low > high) (low, high) = (0, 0);
        _x = new AxisScale(0, (span.ToNs - span.FromNs) / 1e9, Left, Width - Right);
        _y = new AxisScale(low, high, Height - Bottom, Top);
    }

    /// <summary>A line through the points.</summary>
    /// <param name="curve">The points.</param>
    /// <param name="style">Its class.</param>
    /// <param name="isStep">True when a value holds until the next point.</param>
    public void Line(CurveBuckets curve, string style, bool isStep = false)
    {
        var path = new StringBuilder();
        var y = "";
        foreach (var (fromNs, bucket) in curve.Buckets)
        {
            var x = X(fromNs);
            if (isStep && path.Length > 0) path.Append('H').Append(x);
            y = _y.Pixel(bucket.First);
            path.Append(path.Length == 0 ? 'M' : 'L').Append(x).Append(' ').Append(y);
            foreach (var value in (double[])[bucket.Min, bucket.Max, bucket.Last])
            {
                if (_y.Pixel(value) is var pixel && pixel != y) path.Append('V').Append(y = pixel);
            }
        }

        if (isStep && path.Length > 0) path.Append('H').Append(AxisScale.Text(Width - Right));
        if (path.Length > 0) _body.Append(CultureInfo.InvariantCulture, $"<path class=\"{style}\" d=\"{path}\"/>\n");
    }

    /// <summary>A mark at each stretch of fills, at their middle.</summary>
    public void Marks(CurveBuckets fills, string style)
    {
        foreach (var (fromNs, bucket) in fills.Buckets)
        {
            var middle = _y.Pixel((bucket.Min + bucket.Max) / 2);
            _body.Append(CultureInfo.InvariantCulture, $"<circle class=\"{style}\" cx=\"{X(fromNs)}\" cy=\"{middle}\" r=\"2\"/>\n");
        }
    }

    /// <summary>The plot.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        var title = WebUtility.HtmlEncode(_title);
        text.Append(CultureInfo.InvariantCulture, $"<h2>{title}</h2>\n<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{title}\">\n");
        foreach (var (value, mark) in _y.Marks())
        {
            var y = _y.Pixel(value);
            text.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{Left} {y}H{Width - Right}\"/>");
            text.Append(CultureInfo.InvariantCulture, $"<text class=\"y\" x=\"{Left - 6}\" y=\"{y}\">{mark}</text>\n");
        }

        foreach (var (value, mark) in _x.Marks())
        {
            text.Append(CultureInfo.InvariantCulture, $"<text class=\"x\" x=\"{_x.Pixel(value)}\" y=\"{Height - 6}\">{mark} s</text>\n");
        }

        return text.Append(_body).Append("</svg>\n").ToString();
    }

    private string X(long timeNs) => _x.Pixel((timeNs - _span.FromNs) / 1e9);
}
