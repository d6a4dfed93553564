using System;
using System.CommandLine;
using Trading.Exchange;
using Trading.Model;

namespace Trading.Client.Cluster;

/// <summary>The flags that describe an order, and the command that they make.</summary>
internal sealed class OrderFlagValues
{
    private readonly Option<string> _side = new("--side") { Description = "buy or sell.", Required = true };
    private readonly Option<string?> _price = new("--price") { Description = "Limit price, as in 61000.5." };
    private readonly Option<string> _quantity = new("--quantity")
    {
        Description = "Quantity, as in 0.25.",
        Required = true,
    };

    private readonly Option<string?> _trigger = new("--trigger") { Description = "Trigger price of a stop order." };
    private readonly Option<string?> _type = new("--type")
    {
        Description = "limit (default), market, stop-limit or stop-market.",
    };

    private readonly Option<string?> _timeInForce = new("--tif")
    {
        Description = "gtc (default; market: ioc), ioc, fok, gtd or day.",
    };

    private readonly Option<string?> _expiresIn = new("--expires-in")
    {
        Description = "With --tif gtd: a duration, as in 90s.",
    };

    private readonly Option<bool> _postOnly = new("--post-only")
    {
        Description = "Refused instead of taking liquidity.",
    };

    private readonly Option<bool> _reduceOnly = new("--reduce-only") { Description = "May only reduce a position." };
    private readonly Option<string?> _prevention = new("--stp")
    {
        Description = "Self-trade prevention: none (default), cancel-newest, cancel-oldest, cancel-both or decrement.",
    };

    /// <summary>Adds the flags to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (ReadOnlySpan<Option>)
            [_side, _price, _quantity, _trigger, _type, _timeInForce, _expiresIn, _postOnly, _reduceOnly, _prevention])
        {
            command.Add(option);
        }
    }

    /// <summary>Reads the flags as a command to a book.</summary>
    /// <returns>The command without id and account, or what is wrong.</returns>
    public Result<Exchange.BookCommand, string> Read(ParseResult parsed, Instrument rules, long nowNs)
    {
        var command = new Exchange.BookCommand { Kind = BookCommandKind.Submit, TimeNs = nowNs };
        var error = ReadWords(parsed, ref command) ?? ReadNumbers(parsed, rules, ref command) ?? ReadExpiry(
            parsed, ref command);
        if (error is not null) return error;
        if (parsed.GetValue(_postOnly)) command.Flags |= OrderFlags.PostOnly;
        if (parsed.GetValue(_reduceOnly)) command.Flags |= OrderFlags.ReduceOnly;
        return command;
    }

    private string? ReadWords(ParseResult parsed, ref Exchange.BookCommand command)
    {
        if (!Words.TryParse(parsed.GetValue(_side) ?? "", out command.Side)) return "--side: use buy or sell.";
        if (!Words.TryParse(parsed.GetValue(_type) ?? "limit", out command.OrderType))
        {
            return "--type: use limit, market, stop-limit or stop-market.";
        }

        var isMarket = command.OrderType is OrderType.Market or OrderType.StopMarket;
        if (!Words.TryParse(parsed.GetValue(_timeInForce) ?? (isMarket ? "ioc" : "gtc"), out command.TimeInForce))
        {
            return "--tif: use gtc, ioc, fok, gtd or day.";
        }

        return Words.TryParse(parsed.GetValue(_prevention) ?? "none", out command.SelfTradePrevention)
            ? null
            : "--stp: use none, cancel-newest, cancel-oldest, cancel-both or decrement.";
    }

    private string? ReadNumbers(ParseResult parsed, Instrument rules, ref Exchange.BookCommand command)
    {
        var isPriced = command.OrderType is OrderType.Limit or OrderType.StopLimit;
        var isStop = command.OrderType is OrderType.StopLimit or OrderType.StopMarket;
        if (isPriced != parsed.GetValue(_price) is not null)
        {
            return isPriced ? "--price is missing." : "--price is for limit orders.";
        }

        if (isStop != parsed.GetValue(_trigger) is not null)
        {
            return isStop ? "--trigger is missing." : "--trigger is for stop orders.";
        }

        return Decimal("--quantity", parsed.GetValue(_quantity), rules.QuantityScale, out command.Quantity)
            ?? Decimal("--price", parsed.GetValue(_price), rules.PriceScale, out command.Price)
            ?? Decimal("--trigger", parsed.GetValue(_trigger), rules.PriceScale, out command.TriggerPrice);
    }

    private string? ReadExpiry(ParseResult parsed, ref Exchange.BookCommand command)
    {
        var isNeeded = command.TimeInForce == TimeInForce.Gtd;
        var text = parsed.GetValue(_expiresIn);
        if (isNeeded != text is not null)
        {
            return isNeeded ? "--expires-in is missing." : "--expires-in is for --tif gtd.";
        }

        if (text is null) return null;
        if (!Durations.TryParse(text, out var durationNs)) return $"--expires-in {text}: write a duration, as in 90s.";
        command.ExpireTimeNs = command.TimeNs + durationNs;
        return null;
    }

    /// <summary>Reads a decimal at the instrument's scale, exactly or not at all.</summary>
    internal static string? Decimal(string flag, string? text, int scale, out long units)
    {
        units = 0;
        if (text is null || DecimalText.Parse(text, scale).TryGet(out units, out var error)) return null;
        return error switch
        {
            DecimalTextError.Malformed => $"{flag} {text}: write a decimal number, as in 61000.5.",
            DecimalTextError.TooPrecise => $"{flag} {text}: this instrument has {scale} decimal places here.",
            DecimalTextError.OutOfRange => $"{flag} {text}: the number is too large.",
        };
    }
}
