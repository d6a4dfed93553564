using Xunit;

namespace Trading.Tests.Exchange;

/// <summary>Stops, expiry and self-trade prevention, each rule played on both books.</summary>
public sealed class BookStopAndTimeTests
{
    public static TheoryData<BookKind> Kinds => BookFixtures.Kinds;

    private static void Play(BookKind kind, string text) => Rulebook.Play(BookFixtures.Create(kind), text);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Stops_wait_off_the_book_until_a_trade_at_or_through_their_trigger(BookKind kind) => Play(kind, """
        buy 1 1@110 stop 105        => accepted 1
        sell 2 1@90 stop 95         => accepted 2
        levels                      => bids none; asks none
        sell 3 5@104                => accepted 3
        buy 4 1@104                 => accepted 4; 4 takes 1@104 from 3, Filled 0 / PartiallyFilled 4
        sell 5 1@103                => accepted 5
        cancel 3                    => canceled 3 CancelRequested
        sell 6 9@106                => accepted 6
        buy 7 2@106                 => accepted 7; 7 takes 1@103 from 5, PartiallyFilled 1 / Filled 0; \
                                       7 takes 1@106 from 6, Filled 0 / PartiallyFilled 8; triggered 1; \
                                       1 takes 1@106 from 6, Filled 0 / PartiallyFilled 7
        cancel 2                    => canceled 2 CancelRequested
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Stops_trigger_by_age_after_the_order_that_reached_them_and_cascade(BookKind kind) => Play(kind, """
        sell 1 1@100                => accepted 1
        sell 2 1@101                => accepted 2
        sell 3 1@102                => accepted 3
        buy 5 1@market stop 102     => accepted 5
        buy 6 1@90 stop 101         => accepted 6
        buy 7 1@market stop 100     => accepted 7
        buy 8 1@market stop 100     => accepted 8
        buy 9 1@market              => accepted 9; 9 takes 1@100 from 1, Filled 0 / Filled 0; \
                                       triggered 7; 7 takes 1@101 from 2, Filled 0 / Filled 0; \
                                       triggered 8; 8 takes 1@102 from 3, Filled 0 / Filled 0; \
                                       triggered 6; triggered 5; canceled 5 MarketUnfilled
        levels                      => bids 90x1/1; asks none
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_stop_whose_trigger_holds_on_entry_triggers_at_once(BookKind kind) => Play(kind, """
        sell 1 2@100                => accepted 1
        buy 2 1@100                 => accepted 2; 2 takes 1@100 from 1, Filled 0 / PartiallyFilled 1
        buy 3 1@100 stop 101        => accepted 3
        buy 4 1@100 stop 100        => accepted 4; triggered 4; 4 takes 1@100 from 1, Filled 0 / Filled 0
        sell 5 1@market stop 100    => accepted 5; triggered 5; canceled 5 MarketUnfilled
        sell 6 1@99 stop 99         => accepted 6
        replace 6 1@99 stop 101     => replaced 6 1@99, Accepted 1; triggered 6
        levels                      => bids none; asks 99x1/1
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_sweep_triggers_stops_at_its_first_price_as_well_as_at_its_last(BookKind kind) => Play(kind, """
        sell 1 1@105                => accepted 1
        buy 2 1@105                 => accepted 2; 2 takes 1@105 from 1, Filled 0 / Filled 0
        sell 3 1@101                => accepted 3
        sell 4 1@103                => accepted 4
        buy 5 1@100                 => accepted 5
        sell 6 1@market stop 102    => accepted 6
        buy 7 2@103                 => accepted 7; 7 takes 1@101 from 3, PartiallyFilled 1 / Filled 0; \
                                       7 takes 1@103 from 4, Filled 0 / Filled 0; \
                                       triggered 6; 6 takes 1@100 from 5, Filled 0 / Filled 0
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_waiting_stop_is_replaced_and_keeps_its_turn_only_when_it_shrinks(BookKind kind) => Play(kind, """
        buy 1 5@90 stop 100         => accepted 1
        buy 2 5@90 stop 100         => accepted 2
        buy 3 5@90 stop 100         => accepted 3
        replace 1 4@90              => replaced 1 4@90, Accepted 4
        replace 2 6@90              => replaced 2 6@90, Accepted 6
        sell 9 1@100                => accepted 9
        buy 8 1@100                 => accepted 8; 8 takes 1@100 from 9, Filled 0 / Filled 0; \
                                       triggered 1; triggered 3; triggered 2
        levels                      => bids 90x15/3; asks none
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_triggered_stop_keeps_its_time_in_force(BookKind kind) => Play(kind, """
        sell 1 1@100                => accepted 1
        buy 2 5@100 ioc stop 100    => accepted 2
        buy 3 5@100 fok stop 100    => accepted 3
        buy 4 5@100 gtd 50 stop 100 => accepted 4
        sell 5 2@100                => accepted 5
        buy 6 1@100                 => accepted 6; 6 takes 1@100 from 1, Filled 0 / Filled 0; \
                                       triggered 2; 2 takes 2@100 from 5, PartiallyFilled 3 / Filled 0; \
                                       canceled 2 IocUnfilled; triggered 3; canceled 3 FokUnfilled; triggered 4
        levels                      => bids 100x5/1; asks none
        time 50                     => expired 4
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Orders_expire_by_expiry_then_by_age_before_anything_else_at_that_time(BookKind kind) => Play(kind, """
        buy 1 1@100 gtd 20          => accepted 1
        buy 2 1@101 gtd 10          => accepted 2
        buy 3 1@102 gtd 10          => accepted 3
        buy 4 1@99 gtd 30 stop 120  => accepted 4
        time 9                      =>
        time 10                     => expired 2; expired 3
        sell 5 1@100 at 20          => expired 1; accepted 5
        time 15                     =>
        time 30                     => expired 4
        buy 6 1@90 gtd 30           => rejected 6 BadExpiry
        buy 6 1@90 gtd 31 at 5      => accepted 6
        buy 7 1@90 gtd 0            => rejected 7 BadExpiry
        levels                      => bids 90x1/1; asks 100x1/1
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Day_orders_expire_at_the_next_midnight(BookKind kind) => Play(kind, """
        buy 1 1@100 day at 86399999999999     => accepted 1
        buy 2 1@100 day at 86400000000000     => expired 1; accepted 2
        time 172799999999999                  =>
        time 172800000000000                  => expired 2
        buy 3 1@100 day at 9223372036854775000 => accepted 3
        time 9223372036854775807              => expired 3
        buy 4 1@100 day                       => rejected 4 BadExpiry
        buy 5 1@market day                    => rejected 5 InvalidCombination
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_replacement_keeps_the_expiry_and_renews_the_age(BookKind kind) => Play(kind, """
        buy 1 1@100 gtd 10          => accepted 1
        buy 2 1@100 gtd 10          => accepted 2
        replace 1 2@101             => replaced 1 2@101, Accepted 2
        time 10                     => expired 2; expired 1
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Without_prevention_or_without_an_account_own_orders_trade(BookKind kind) => Play(kind, """
        sell 1 1@100 acct 7         => accepted 1
        buy 2 1@100 acct 7          => accepted 2; 2 takes 1@100 from 1, Filled 0 / Filled 0
        sell 3 1@100                => accepted 3
        buy 4 1@100 newest          => accepted 4; 4 takes 1@100 from 3, Filled 0 / Filled 0
        sell 5 1@100 acct 8 both    => accepted 5
        buy 6 1@100 acct 7 both     => accepted 6; 6 takes 1@100 from 5, Filled 0 / Filled 0
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_newest_order_yields(BookKind kind) => Play(kind, """
        sell 1 1@100 acct 8         => accepted 1
        sell 2 1@100 acct 7         => accepted 2
        buy 3 3@100 acct 7 newest   => accepted 3; 3 takes 1@100 from 1, PartiallyFilled 2 / Filled 0; \
                                       canceled 3 SelfTradeNewest
        levels                      => bids none; asks 100x1/1
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_oldest_order_yields_and_the_newest_goes_on(BookKind kind) => Play(kind, """
        sell 1 1@100 acct 7         => accepted 1
        sell 2 1@100 acct 8         => accepted 2
        sell 3 1@101 acct 7         => accepted 3
        buy 4 3@101 acct 7 oldest   => accepted 4; canceled 1 SelfTradeOldest; \
                                       4 takes 1@100 from 2, PartiallyFilled 2 / Filled 0; canceled 3 SelfTradeOldest
        levels                      => bids 101x2/1; asks none
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Both_orders_yield(BookKind kind) => Play(kind, """
        sell 1 1@100 acct 7         => accepted 1
        sell 2 1@100 acct 8         => accepted 2
        buy 3 3@100 acct 7 both     => accepted 3; canceled 1 SelfTradeBoth; canceled 3 SelfTradeBoth
        levels                      => bids none; asks 100x1/1
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_decrement_takes_the_smaller_quantity_from_both(BookKind kind) => Play(kind, """
        sell 1 2@100 acct 7               => accepted 1
        sell 2 9@100 acct 7               => accepted 2
        buy 3 5@100 acct 7 decrement      => accepted 3; 3 and 1 less 2, Accepted 3 / Accepted 0; \
                                             canceled 1 SelfTradeDecrement; 3 and 2 less 3, Accepted 0 / Accepted 6; \
                                             canceled 3 SelfTradeDecrement
        levels                            => bids none; asks 100x6/1
        buy 4 6@100 acct 7 decrement      => accepted 4; 4 and 2 less 6, Accepted 0 / Accepted 0; \
                                             canceled 2 SelfTradeDecrement; canceled 4 SelfTradeDecrement
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fill_or_kill_counts_only_what_prevention_lets_it_trade(BookKind kind) => Play(kind, """
        sell 1 5@100 acct 8               => accepted 1
        sell 2 5@100 acct 7               => accepted 2
        sell 3 5@100 acct 8               => accepted 3
        buy 4 6@100 acct 7 fok newest     => accepted 4; canceled 4 FokUnfilled
        buy 4 6@100 acct 7 fok both       => accepted 4; canceled 4 FokUnfilled
        buy 4 6@100 acct 7 fok decrement  => accepted 4; canceled 4 FokUnfilled
        buy 4 11@100 acct 7 fok oldest    => accepted 4; canceled 4 FokUnfilled
        buy 4 10@100 acct 7 fok oldest    => accepted 4; 4 takes 5@100 from 1, PartiallyFilled 5 / Filled 0; \
                                             canceled 2 SelfTradeOldest; 4 takes 5@100 from 3, Filled 0 / Filled 0
        """);
}
