using Trading.Exchange;
using Trading.Risk;

namespace Trading.Client.Backtest.Settings;

/// <summary>The kinds of settings files.</summary>
internal static class SettingsFiles
{
    /// <summary>How orders are executed.</summary>
    public static SettingsFile<ExecutionConfig> Execution { get; } = new(
        "trading backtest execution",
        config => ExecutionConfigRules.FirstError(config)?.ToString(),
        ("ideal", ExecutionConfig.Ideal),
        ("realistic", ExecutionConfig.Realistic),
        ("live-book", ExecutionConfig.LiveBook));

    /// <summary>What a strategy may do.</summary>
    public static SettingsFile<RiskLimits> Limits { get; } = new(
        "trading backtest limits",
        limits => limits.FirstError() is { } error ? Sentence(error) : null,
        ("wide", RiskLimits.Wide));

    private static string Sentence(RiskLimitsError error) => error switch
    {
        RiskLimitsError.AmountNotPositive => "every amount is positive.",
        RiskLimitsError.BadCollar => "collarPpm lies between 1 and 1000000.",
        RiskLimitsError.CountNotPositive => "ordersPerSecond, openOrdersMax and repeatsMax are positive.",
        RiskLimitsError.BadTime => "repeatWindowNs and staleAfterNs lie between 1 ms and 1 day.",
        RiskLimitsError.TooManyRecentOrders => "no more than 100000 orders may be sent within repeatWindowNs: ordersPerSecond is too high for it.",
        // Rules that the engine adds are told by their names.
        _ => $"{error}.",
    };
}
