using Xunit;

namespace Trading.Tests.Exchange;

public sealed class BookRuleTests
{
    public static TheoryData<BookKind> Kinds => BookFixtures.Kinds;

    private static void Play(BookKind kind, string text) => Rulebook.Play(BookFixtures.Create(kind), text);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_order_trades_with_the_best_price_first_and_the_oldest_order_within_it(BookKind kind) => Play(kind, """
        sell 1 5@101                => accepted 1
        sell 2 5@100                => accepted 2
        sell 3 5@100                => accepted 3
        levels                      => bids none; asks 100x10/2 101x5/1
        buy 4 12@101                => accepted 4; 4 takes 5@100 from 2, PartiallyFilled 7 / Filled 0; 4 takes 5@100 from 3, PartiallyFilled 2 / Filled 0; 4 takes 2@101 from 1, Filled 0 / PartiallyFilled 3
        levels                      => bids none; asks 101x3/1
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_rest_of_a_limit_order_rests(BookKind kind) => Play(kind, """
        sell 1 5@100                => accepted 1
        buy 2 8@100                 => accepted 2; 2 takes 5@100 from 1, PartiallyFilled 3 / Filled 0
        levels                      => bids 100x3/1; asks none
        cancel 2                    => canceled 2 CancelRequested
        levels                      => bids none; asks none
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Stops_trigger_by_age_after_the_order_that_reached_them_and_cascade(BookKind kind) => Play(kind, """
        sell 1 1@100                => accepted 1
        sell 2 1@101                => accepted 2
        sell 3 1@102                => accepted 3
        buy 5 1@market stop 101     => accepted 5
        buy 6 1@90 stop 100         => accepted 6
        buy 7 1@market              => accepted 7; 7 takes 1@100 from 1, Filled 0 / Filled 0; triggered 6
        buy 8 1@101                 => accepted 8; 8 takes 1@101 from 2, Filled 0 / Filled 0; triggered 5; 5 takes 1@102 from 3, Filled 0 / Filled 0
        levels                      => bids 90x1/1; asks none
        """);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_replacement_to_less_keeps_the_place_and_to_more_loses_it(BookKind kind) => Play(kind, """
        buy 1 5@100                 => accepted 1
        buy 2 5@100                 => accepted 2
        replace 1 4@100             => replaced 1 4@100, Accepted 4
        sell 3 1@100                => accepted 3; 3 takes 1@100 from 1, Filled 0 / PartiallyFilled 3
        replace 1 6@100             => replaced 1 6@100, PartiallyFilled 5
        sell 4 1@100                => accepted 4; 4 takes 1@100 from 2, Filled 0 / PartiallyFilled 4
        replace 1 1@100             => canceled 1 ReplacedBelowFilled
        """);
}
