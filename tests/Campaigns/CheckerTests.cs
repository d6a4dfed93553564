using System.Collections.Generic;
using Trading.Campaigns.Kills;
using Trading.Campaigns.Planted;
using Trading.Durable;
using Trading.Exchange;
using Xunit;

namespace Trading.Campaigns;

/// <summary>The checker alone, and two owners of one table.</summary>
public sealed class CheckerTests
{
    private const string Node = "main/sim:BTC-USDT";
    private const ulong BlocksBefore = 3;

    [Fact]
    public void Two_owners_of_a_fenced_table_leave_nothing_to_find() => Assert.Equal([], TwoOwners(isFenced: true, out _));

    [Fact]
    public void A_table_that_looks_at_no_epoch_is_found()
    {
        Assert.Contains(TwoOwners(isFenced: false, out var acknowledged), violation => violation.Contains("does not follow"));
        Assert.Equal(BlocksBefore + 2, acknowledged);
    }

    [Fact]
    public void An_acknowledged_call_that_the_journal_lacks_is_lost()
    {
        var checker = new JournalChecker();
        checker.Answered(Node, "a", 1, [1, 2, 3], isRepeated: false);
        checker.Judge();
        Assert.Equal((1L, 1L), (checker.Lost, checker.ViolationCount));
    }

    [Fact]
    public void An_answer_other_than_the_journals_is_found()
    {
        var checker = new JournalChecker();
        var table = new UnfencedTable(isFenced: true);
        Configure(Begin(table), "a");
        foreach (var block in table.Blocks) checker.Take(Node, block.Span);
        checker.Answered(Node, "a", 1, [1, 2, 3], isRepeated: false);
        checker.Judge();
        Assert.Equal((0L, 1L), (checker.Lost, checker.OtherAnswers));
    }

    [Fact]
    public void A_state_other_than_the_journals_is_found()
    {
        var checker = new JournalChecker();
        checker.Inspected(Node, new NodeStatus(1, 0, 0, 0, 1));
        Assert.Equal(1L, checker.OtherHashes);
    }

    /// <summary>An owner that another one replaced unnoticed: it goes on, as a frozen process does when it wakes.</summary>
    private static List<string> TwoOwners(bool isFenced, out ulong acknowledged)
    {
        var table = new UnfencedTable(isFenced);
        var checker = new JournalChecker();
        var first = Begin(table);
        acknowledged = 0;
        for (ulong sequence = 1; sequence <= BlocksBefore; sequence++) acknowledged += Call(checker, first, "a", sequence);
        var second = Begin(table);
        acknowledged += Call(checker, second, "b", 1);
        acknowledged += Call(checker, first, "a", BlocksBefore + 1);
        foreach (var block in table.Blocks) checker.Take(Node, block.Span);
        checker.Judge();
        return checker.Violations;
    }

    private static TableEffects Begin(UnfencedTable table)
    {
        var effects = new TableEffects(table);
        var node = new DurableNode(new BookNode(), effects, DurableLimits.Default);
        effects.Node = node;
        foreach (var block in table.Blocks) Assert.True(node.Replay(block.Span).IsOk);
        node.Loaded(table.Open());
        return effects;
    }

    private static ulong Call(JournalChecker checker, TableEffects owner, string client, ulong sequence)
    {
        owner.Node?.Call(sequence, client, sequence, BookCall.Configure(OrderStream.Rules("BTC-USDT")), (long)sequence);
        if (!owner.Replies.Remove(sequence, out var reply) || reply.Status != ReplyStatus.Answered) return 0;
        checker.Answered(Node, client, sequence, reply.Payload.Span, isRepeated: false);
        return 1;
    }

    private static void Configure(TableEffects owner, string client) =>
        owner.Node?.Call(1, client, 1, BookCall.Configure(OrderStream.Rules("BTC-USDT")), 1);
}
