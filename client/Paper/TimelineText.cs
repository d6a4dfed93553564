using Trading.Desk;
using Trading.Model;
using Trading.Orders;
using Trading.Portfolio;
using Trading.Risk;

namespace Trading.Client.Paper;

/// <summary>Lines of a desk's timeline for people.</summary>
internal static class TimelineText
{
    /// <summary>A fill.</summary>
    public static string Of(DeskConfig config, in ExecutionReport fill)
    {
        var rules = config.Listings[fill.Instrument].Instrument;
        var (price, quantity) = (DecimalText.ToString(fill.LastPx, rules.PriceScale), DecimalText.ToString(fill.LastQty, rules.QuantityScale));
        var side = fill.Side == Side.Buy ? "bought" : "sold";
        return $"{Time(fill.TimeNs)} {NameOf(config, fill.ClientOrderId.Strategy)} {side} {quantity} {rules.Id} at {price}";
    }

    /// <summary>A notice.</summary>
    public static string Of(DeskConfig config, in DeskNotice notice)
    {
        var who = $"{Time(notice.TimeNs)} {NameOf(config, notice.Strategy)}";
        return notice.Kind switch
        {
            NoticeKind.Denied => $"{who} denied {(RiskReason)notice.Code}: {notice.Value} against {notice.Limit}",
            NoticeKind.Fault => $"{who} threw in {(Strategy.StrategyCallback)notice.Code} and is halted",
            NoticeKind.Stopped => $"{who} has stopped",
            NoticeKind.Misfit => $"{who} order {notice.ClientOrderId} does not fit what is known: {(OrderTableCode)notice.Code}",
            NoticeKind.TradingState => $"{who} is {(TradingState)(int)notice.Value}" + (notice.Code == 0 ? "" : $": {(RiskReason)notice.Code}"),
            NoticeKind.Operator => $"{Time(notice.TimeNs)} operator: {(CommandKind)(int)notice.Limit} {(CommandCode)notice.Code}",
            NoticeKind.Lease => $"{who} lease: {(LeaseNotice)notice.Code}",
            NoticeKind.Funding => $"{who} funding of {config.Listings[notice.Instrument].Instrument.Id} is not booked: {(PortfolioCode)notice.Code}",
            NoticeKind.Refused => $"{who} refused by the account: {(OrderReason)notice.Code}",
        };
    }

    /// <summary>A time of day, UTC.</summary>
    public static string Time(long timeNs) =>
        System.DateTimeOffset.UnixEpoch.AddTicks(timeNs / 100).ToString("HH:mm:ss.fff", System.Globalization.CultureInfo.InvariantCulture);

    private static string NameOf(DeskConfig config, int strategy) =>
        strategy >= 1 && strategy <= config.Strategies.Length ? config.Strategies[strategy - 1].Name : "desk";
}
