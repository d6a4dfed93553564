using Trading.Durable;
using Trading.Orders;

namespace Trading.Faults;

internal sealed class FillBookedTwice : Seams
{
    public override INode Node(INode node, Activation activation) => new Trusting();

    public override INode Witnessed(INode node) => new Trusting();

    private sealed class Trusting : AccountNode
    {
        protected override bool WasTaken(in ExecutionReport report) => false;

        protected override bool IsBooked(in OrderUpdate update) => true;
    }
}

internal sealed class ReportGapIgnored : Seams
{
    public override INode Node(INode node, Activation activation) => new Hasty();

    public override INode Witnessed(INode node) => new Hasty();

    private sealed class Hasty : AccountNode
    {
        protected override bool IsAfterGap(in ExecutionReport report) => false;
    }
}

internal sealed class MissingReportsNotAsked : Seams
{
    public override INode Node(INode node, Activation activation) => new Shy();

    public override INode Witnessed(INode node) => new Shy();

    private sealed class Shy : AccountNode
    {
        protected override bool Asks => false;
    }
}

internal sealed class OrdersSentAgain : Seams
{
    public override bool VenueTakesAgain => true;
}
