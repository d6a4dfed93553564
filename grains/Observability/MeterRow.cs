using System.Text;
using Trading.GrainInterfaces;

namespace Trading.Grains;

/// <summary>One line of the table of meters.</summary>
/// <param name="Meter">The meter that the instrument belongs to.</param>
/// <param name="Name">The instrument's stable name.</param>
/// <param name="Kind">What its figures mean.</param>
/// <param name="Unit">Its unit, as OpenTelemetry writes units.</param>
/// <param name="Tag">The tag that tells its series apart; empty where there is one series.</param>
/// <param name="Sentence">What it counts or measures.</param>
public sealed record MeterRow(string Meter, string Name, MeterKind Kind, string Unit, string Tag, string Sentence)
{
    /// <summary>The name on the Prometheus endpoint; a histogram's series add <c>_count</c>, <c>_sum</c> and <c>_bucket</c>.</summary>
    public string PrometheusName
    {
        get
        {
            var name = new StringBuilder(Name.Replace('.', '_'));
            var unit = Unit switch
            {
                "s" => "_seconds",
                "By" => "_bytes",
                _ => "",
            };
            name.Append(unit);
            if (Kind == MeterKind.Counter) name.Append("_total");
            return name.ToString();
        }
    }

    /// <summary>The tag's name on the Prometheus endpoint.</summary>
    public string PrometheusTag => Tag.Replace('.', '_');

    internal static MeterRow Counter(string name, string unit, string tag, string sentence) =>
        new(NodeMeters.MeterName, name, MeterKind.Counter, unit, tag, sentence);

    internal static MeterRow Gauge(string name, string unit, string sentence) =>
        new(NodeMeters.MeterName, name, MeterKind.Gauge, unit, "", sentence);

    internal static MeterRow Histogram(string name, string unit, string tag, string sentence) =>
        new(NodeMeters.MeterName, name, MeterKind.Histogram, unit, tag, sentence);
}
