using System.Text;

namespace Trading.Orders;

/// <summary>The life-cycle table as a Mermaid state diagram, so that the document cannot drift from the code.</summary>
public static class LifecycleDiagram
{
    /// <summary>The diagram's text: one line per line of the table, each line ended by a newline.</summary>
    public static string ToMermaid()
    {
        var text = new StringBuilder("stateDiagram-v2\n    [*] --> New\n");
        foreach (var line in OrderLifecycle.Table)
        {
            text.Append("    ").Append(line.From).Append(" --> ").Append(line.To);
            text.Append(" : ").Append(line.Transition).Append('\n');
        }

        foreach (var status in System.Enum.GetValues<OrderStatus>())
        {
            if (status.IsClosed()) text.Append("    ").Append(status).Append(" --> [*]\n");
        }

        return text.ToString();
    }
}
