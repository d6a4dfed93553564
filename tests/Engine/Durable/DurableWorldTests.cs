using CsCheck;
using Xunit;

namespace Trading.Tests.Durable;

public sealed class DurableWorldTests
{
    [Fact]
    public void In_any_interleaving_answers_are_exactly_once_and_nothing_leaves_before_its_commit() =>
        Gen.ULong.Sample(
            seed =>
            {
                var world = new DurableWorld(seed);
                world.Run(400);
                world.SettleAndCheck();
            },
            iter: 300,
            threads: 1,
            print: seed => "seed " + seed);

    [Fact]
    public void The_world_reaches_answers_refusals_snapshots_and_fenced_activations()
    {
        var (answers, refusals, restored, fenced) = (0, 0, 0, 0);
        for (ulong seed = 1; seed <= 10; seed++)
        {
            var world = new DurableWorld(seed);
            world.Run(400);
            answers += world.Answers;
            refusals += world.Refusals;
            restored += world.Restored;
            fenced += world.FencedActivations;
        }

        Assert.True(answers > 500, "answers " + answers);
        Assert.True(refusals > 50, "refusals " + refusals);
        Assert.True(restored > 5, "restored " + restored);
        Assert.True(fenced > 5, "fenced " + fenced);
    }
}
