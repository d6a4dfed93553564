using CsCheck;
using Trading.Model;
using Xunit;

namespace Trading.Tests.Model;

public sealed class SeededRandomTests
{
    /// <summary>The first outputs of xoshiro256** from the state (1, 2, 3, 4), worked out from the published algorithm.</summary>
    [Fact]
    public void Matches_the_published_algorithm()
    {
        var random = SeededRandom.FromState(1, 2, 3, 4);
        ulong[] expected =
        [
            11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600,
            16172922978634559625, 8476171486693032832, 10595114339597558777, 2904607092377533576,
        ];
        foreach (var value in expected) Assert.Equal(value, random.NextUInt64());
    }

    [Fact]
    public void A_named_stream_has_its_documented_first_outputs()
    {
        var random = SeededRandom.Create(42, "agent/mm-1");
        ulong[] first = [random.NextUInt64(), random.NextUInt64(), random.NextUInt64()];
        Assert.Equal([13856334088958737566, 15937302420624092060, 10566645812556401309], first);
    }

    [Fact]
    public void A_stream_depends_on_seed_and_name_only()
    {
        var one = SeededRandom.Create(42, "agent/mm-1");
        var again = SeededRandom.Create(42, "agent/mm-1");
        var otherName = SeededRandom.Create(42, "agent/mm-2");
        var otherSeed = SeededRandom.Create(43, "agent/mm-1");
        var first = one.NextUInt64();
        Assert.Equal(first, again.NextUInt64());
        Assert.NotEqual(first, otherName.NextUInt64());
        Assert.NotEqual(first, otherSeed.NextUInt64());
    }

    [Fact]
    public void Goes_on_from_a_saved_state() => Gen.Select(Gen.ULong, Gen.Int[0, 100]).Sample((seed, draws) =>
    {
        var random = SeededRandom.Create(seed, "x");
        for (var i = 0; i < draws; i++) random.NextUInt64();
        var bytes = new byte[SeededRandom.StateBytes];
        random.Save(bytes);
        var restored = SeededRandom.Load(bytes);
        return restored == random && restored.NextUInt64() == random.NextUInt64();
    });

    [Fact]
    public void Below_stays_in_range() => Gen.Select(Gen.ULong, Gen.Long[1, long.MaxValue]).Sample((seed, bound) =>
    {
        var random = SeededRandom.Create(seed, "range");
        var value = random.Below(bound);
        return value >= 0 && value < bound;
    });
}
