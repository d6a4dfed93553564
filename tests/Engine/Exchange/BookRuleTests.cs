using Trading.Model;
using Xunit;

namespace Trading.Tests.Exchange;

/// <summary>The book's rules, each played on both books.</summary>
public sealed class BookRuleTests
{
    public static TheoryData<BookKind> Kinds => BookFixtures.Kinds;

    private static void Play(BookKind kind, string text, Instrument? instrument = null) =>
        Rulebook.Play(BookFixtures.Create(kind, instrument), text);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_order_trades_with_the_best_price_and_there_with_the_oldest_order(BookKind kind) => Play(kind, """
        sell 1 5@101                => accepted 1
        sell 2 5@100                => accepted 2
        sell 3 5@100                => accepted 3
        levels                      => bids none; asks 100x10/2 101x5/1
        buy 4 12@101                => accepted 4; 4 takes 5@100 from 2, PartiallyFilled 7 / Filled 0; \
                                       4 takes 5@100 from 3, PartiallyFilled 2 / Filled 0; \
                                       4 takes 2@101 from 1, Filled 0 / PartiallyFilled 3
        levels                      => bids none; asks 101x3/1
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_rest_of_a_limit_order_rests_at_its_price(BookKind kind) => Play(kind, """
        sell 1 5@100                => accepted 1
        buy 2 8@102                 => accepted 2; 2 takes 5@100 from 1, PartiallyFilled 3 / Filled 0
        levels                      => bids 102x3/1; asks none
        sell 3 3@102                => accepted 3; 3 takes 3@102 from 2, Filled 0 / Filled 0
        levels                      => bids none; asks none
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_maker_that_is_filled_in_part_keeps_its_place(BookKind kind) => Play(kind, """
        sell 1 5@100                => accepted 1
        sell 2 5@100                => accepted 2
        buy 3 2@100                 => accepted 3; 3 takes 2@100 from 1, Filled 0 / PartiallyFilled 3
        buy 4 4@100                 => accepted 4; 4 takes 3@100 from 1, PartiallyFilled 1 / Filled 0; \
                                       4 takes 1@100 from 2, Filled 0 / PartiallyFilled 4
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Canceling_the_first_the_middle_or_the_last_of_a_queue_leaves_the_others_in_order(BookKind kind) =>
        Play(kind, """
        sell 1 1@100                => accepted 1
        sell 2 1@100                => accepted 2
        sell 3 1@100                => accepted 3
        sell 4 1@100                => accepted 4
        sell 5 1@100                => accepted 5
        cancel 3                    => canceled 3 CancelRequested
        cancel 1                    => canceled 1 CancelRequested
        cancel 5                    => canceled 5 CancelRequested
        levels                      => bids none; asks 100x2/2
        sell 6 1@100                => accepted 6
        buy 7 3@100                 => accepted 7; 7 takes 1@100 from 2, PartiallyFilled 2 / Filled 0; \
                                       7 takes 1@100 from 4, PartiallyFilled 1 / Filled 0; \
                                       7 takes 1@100 from 6, Filled 0 / Filled 0
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_cancel_before_and_after_a_partial_fill_takes_what_is_left(BookKind kind) => Play(kind, """
        buy 1 5@100                 => accepted 1
        cancel 1                    => canceled 1 CancelRequested
        buy 2 5@100                 => accepted 2
        sell 3 2@100                => accepted 3; 3 takes 2@100 from 2, Filled 0 / PartiallyFilled 3
        cancel 2                    => canceled 2 CancelRequested
        cancel 2                    => cancel-rejected 2 UnknownOrder
        levels                      => bids none; asks none
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_id_is_taken_while_its_order_lives_and_free_after_a_cancel_or_a_fill(BookKind kind) => Play(kind, """
        buy 1 5@100                 => accepted 1
        buy 1 5@99                  => rejected 1 DuplicateOrderId
        cancel 1                    => canceled 1 CancelRequested
        sell 1 5@100                => accepted 1
        buy 2 5@100                 => accepted 2; 2 takes 5@100 from 1, Filled 0 / Filled 0
        cancel 1                    => cancel-rejected 1 UnknownOrder
        buy 1 1@90                  => accepted 1
        buy 2 1@90                  => accepted 2
        levels                      => bids 90x2/2; asks none
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Immediate_orders_never_rest(BookKind kind) => Play(kind, """
        sell 1 5@100                => accepted 1
        buy 2 8@100 ioc             => accepted 2; 2 takes 5@100 from 1, PartiallyFilled 3 / Filled 0; \
                                       canceled 2 IocUnfilled
        buy 3 8@100 ioc             => accepted 3; canceled 3 IocUnfilled
        sell 4 5@101                => accepted 4
        buy 5 8@100 ioc             => accepted 5; canceled 5 IocUnfilled
        buy 6 8@market              => accepted 6; 6 takes 5@101 from 4, PartiallyFilled 3 / Filled 0; \
                                       canceled 6 MarketUnfilled
        sell 7 1@market ioc         => accepted 7; canceled 7 MarketUnfilled
        levels                      => bids none; asks none
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fill_or_kill_trades_in_full_or_not_at_all(BookKind kind) => Play(kind, """
        sell 1 5@100                => accepted 1
        sell 2 5@101                => accepted 2
        buy 3 11@101 fok            => accepted 3; canceled 3 FokUnfilled
        buy 4 6@100 fok             => accepted 4; canceled 4 FokUnfilled
        buy 5 11@market fok         => accepted 5; canceled 5 FokUnfilled
        levels                      => bids none; asks 100x5/1 101x5/1
        buy 6 10@101 fok            => accepted 6; 6 takes 5@100 from 1, PartiallyFilled 5 / Filled 0; \
                                       6 takes 5@101 from 2, Filled 0 / Filled 0
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_post_only_order_is_refused_instead_of_taking(BookKind kind) => Play(kind, """
        sell 1 5@100                => accepted 1
        buy 2 1@100 post            => rejected 2 PostOnlyWouldTake
        buy 2 1@99 post             => accepted 2
        replace 2 1@100             => replace-rejected 2 ReplaceWouldTake
        levels                      => bids 99x1/1; asks 100x5/1
        replace 2 2@98              => replaced 2 2@98, Accepted 2
        buy 3 1@98 post ioc         => rejected 3 InvalidCombination
        buy 3 1@98 post fok         => rejected 3 InvalidCombination
        buy 3 1@market post         => rejected 3 InvalidCombination
        buy 3 1@98 post stop 105    => rejected 3 InvalidCombination
        buy 3 1@97 post reduce day  => accepted 3
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_replacement_to_less_at_the_same_price_keeps_the_place(BookKind kind) => Play(kind, """
        buy 1 5@100                 => accepted 1
        buy 2 5@100                 => accepted 2
        replace 1 4@100             => replaced 1 4@100, Accepted 4
        levels                      => bids 100x9/2; asks none
        sell 3 1@100                => accepted 3; 3 takes 1@100 from 1, Filled 0 / PartiallyFilled 3
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_other_replacement_loses_the_place(BookKind kind) => Play(kind, """
        buy 1 5@100                 => accepted 1
        buy 2 5@100                 => accepted 2
        replace 1 6@100             => replaced 1 6@100, Accepted 6
        sell 3 1@100                => accepted 3; 3 takes 1@100 from 2, Filled 0 / PartiallyFilled 4
        replace 2 5@100             => replaced 2 5@100, PartiallyFilled 4
        sell 4 1@100                => accepted 4; 4 takes 1@100 from 1, Filled 0 / PartiallyFilled 5
        replace 1 6@99              => replaced 1 6@99, PartiallyFilled 5
        levels                      => bids 100x4/1 99x5/1; asks none
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_replacement_counts_fills_and_may_trade(BookKind kind) => Play(kind, """
        buy 1 10@100                => accepted 1
        sell 2 4@100                => accepted 2; 2 takes 4@100 from 1, Filled 0 / PartiallyFilled 6
        sell 3 3@102                => accepted 3
        replace 1 8@102             => replaced 1 8@102, PartiallyFilled 4; \
                                       1 takes 3@102 from 3, PartiallyFilled 1 / Filled 0
        levels                      => bids 102x1/1; asks none
        replace 1 7@102             => canceled 1 ReplacedBelowFilled
        replace 1 7@102             => replace-rejected 1 UnknownOrder
        buy 4 5@100                 => accepted 4
        sell 5 9@101                => accepted 5
        replace 4 9@101             => replaced 4 9@101, Accepted 9; 4 takes 9@101 from 5, Filled 0 / Filled 0
        replace 4 9@101             => replace-rejected 4 UnknownOrder
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_refused_replacement_leaves_the_order_as_it_was(BookKind kind) => Play(
        kind,
        """
        buy 1 50@100                => accepted 1
        replace 1 50@101            => replace-rejected 1 PriceOffTick
        replace 1 50@-5             => replace-rejected 1 PriceNotPositive
        replace 1 55@100            => replace-rejected 1 QuantityOffLot
        replace 1 10@100            => replace-rejected 1 QuantityTooSmall
        replace 1 -10@100           => replace-rejected 1 QuantityTooSmall
        replace 1 2000@100          => replace-rejected 1 QuantityTooLarge
        replace 1 20@100            => replace-rejected 1 NotionalTooSmall
        levels                      => bids 100x50/1; asks none
        replace 1 0@100             => canceled 1 ReplacedBelowFilled
        """,
        BookFixtures.Instrument(tickSize: 5, lotSize: 10, minQuantity: 20, maxQuantity: 1_000, minNotional: 3_000));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_instruments_rules_refuse_by_report(BookKind kind) => Play(
        kind,
        """
        buy 1 50@101                => rejected 1 PriceOffTick
        buy 1 50@0                  => rejected 1 PriceNotPositive
        buy 1 55@100                => rejected 1 QuantityOffLot
        buy 1 10@100                => rejected 1 QuantityTooSmall
        buy 1 1010@100              => rejected 1 QuantityTooLarge
        buy 1 20@100                => rejected 1 NotionalTooSmall
        buy 1 50@100 stop 103       => rejected 1 BadTriggerPrice
        buy 1 50@100 stop 0         => rejected 1 BadTriggerPrice
        buy 1 20@market             => accepted 1; canceled 1 MarketUnfilled
        buy 1 30@100                => accepted 1
        """,
        BookFixtures.Instrument(tickSize: 5, lotSize: 10, minQuantity: 20, maxQuantity: 1_000, minNotional: 3_000));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Only_its_owner_or_the_operator_cancels_or_replaces_an_order(BookKind kind) => Play(kind, """
        buy 1 5@100 acct 7          => accepted 1
        cancel 1 acct 8             => cancel-rejected 1 NotOwner
        replace 1 4@100 acct 8      => replace-rejected 1 NotOwner
        replace 1 4@100 acct 7      => replaced 1 4@100, Accepted 4
        cancel 1                    => canceled 1 CancelRequested
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Prices_at_the_ends_of_the_range_trade_like_any_other(BookKind kind) => Play(kind, """
        buy 1 1@1                             => accepted 1
        sell 2 1@9223372036854775807          => accepted 2
        buy 3 1@9223372036854775806           => accepted 3
        levels  => bids 9223372036854775806x1/1 1x1/1; asks 9223372036854775807x1/1
        buy 4 1@9223372036854775807           => accepted 4; 4 takes 1@9223372036854775807 from 2, Filled 0 / Filled 0
        sell 5 2@1                            => accepted 5; \
            5 takes 1@9223372036854775806 from 3, PartiallyFilled 1 / Filled 0; 5 takes 1@1 from 1, Filled 0 / Filled 0
        levels                                => bids none; asks none
        sell 6 1@1                            => accepted 6
        sell 7 1@4611686018427387904          => accepted 7
        sell 8 1@4611686018427387903          => accepted 8
        levels  => bids none; asks 1x1/1 4611686018427387903x1/1 4611686018427387904x1/1
        buy 9 3@market                        => accepted 9; 9 takes 1@1 from 6, PartiallyFilled 2 / Filled 0; \
            9 takes 1@4611686018427387903 from 8, PartiallyFilled 1 / Filled 0; \
            9 takes 1@4611686018427387904 from 7, Filled 0 / Filled 0
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_open_quantity_of_a_side_never_leaves_the_range(BookKind kind) => Play(
        kind,
        """
        buy 1 9223372036854775807@100         => accepted 1
        buy 2 1@99                            => rejected 2 OpenQuantityTooLarge
        buy 2 1@90 stop 200                   => rejected 2 OpenQuantityTooLarge
        sell 3 9223372036854775807@101        => accepted 3
        sell 4 7@100                          => rejected 4 OpenQuantityTooLarge
        replace 3 9223372036854775800@101     => replaced 3 9223372036854775800@101, Accepted 9223372036854775800
        sell 4 7@100                          => accepted 4; \
            4 takes 7@100 from 1, Filled 0 / PartiallyFilled 9223372036854775800
        buy 5 7@100                           => accepted 5
        levels  => bids 100x9223372036854775807/2; asks 101x9223372036854775800/1
        replace 5 8@100                       => replace-rejected 5 OpenQuantityTooLarge
        """,
        BookFixtures.Instrument(maxQuantity: long.MaxValue));
}
