using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Trading.Model;
using Trading.Strategy;
using Trading.Tests.Model;
using Xunit;

namespace Trading.Tests.Strategy;

public sealed class StrategyCatalogTests
{
    private static readonly ImmutableArray<Instrument> Instruments = [TestInstruments.Spot(lot: 100)];

    public static TheoryData<string, string> Parameters =>
        [.. StrategyCatalog.Standard.Factories.SelectMany(
            factory => factory.Parameters.Select(parameter => new TheoryDataRow<string, string>(factory.Name, parameter.Name)))];

    [Fact]
    public void The_four_strategies_stand_there_in_order() => Assert.Equal(
        ["book-imbalance", "market-making", "mean-reversion", "momentum"],
        StrategyCatalog.Standard.Factories.Select(factory => factory.Name));

    [Fact]
    public void Every_name_makes_a_strategy_from_its_defaults()
    {
        foreach (var factory in StrategyCatalog.Standard.Factories)
        {
            Assert.True(StrategyCatalog.Standard.Create(factory.Name, Instruments).TryGet(out var created, out _));
            Assert.Equal(factory.Name, created.Name);
            Assert.EndsWith(".", factory.Summary);
            Assert.All(factory.Parameters, parameter => Assert.EndsWith(".", parameter.Sentence));
        }
    }

    [Fact]
    public void The_canonical_form_names_every_value()
    {
        Assert.True(StrategyCatalog.Standard.Create("book-imbalance:hold=1.5s, levels=7", Instruments).TryGet(out var created, out _));
        const string expected = "book-imbalance:instrument=0,quantity=0.01,levels=7,threshold=0.6,spread-max=2,hold=1.5s,cooldown=1s,slippage-ticks=2";
        Assert.Equal(expected, created.Values.ToString());
        Assert.True(StrategyCatalog.Standard.Create(expected, Instruments).TryGet(out var again, out _));
        Assert.Equal(expected, again.Values.ToString());
    }

    [Theory]
    [InlineData("momentun", "momentun: UnknownStrategy; known are book-imbalance, market-making, mean-reversion, momentum")]
    [InlineData("", ": UnknownStrategy; known are book-imbalance, market-making, mean-reversion, momentum")]
    [InlineData("momentum:fast", "momentum: fast: Malformed; write name=value,name=value")]
    [InlineData("momentum:fast=", "momentum: fast=: Malformed; write name=value,name=value")]
    [InlineData("momentum:=3", "momentum: =3: Malformed; write name=value,name=value")]
    [InlineData("momentum:fast=3,,slow=9", "momentum: : Malformed; write name=value,name=value")]
    [InlineData("momentum:fast=3,fast=4", "momentum: fast=4: DuplicateParameter; give each parameter once")]
    [InlineData("momentum:fast=1.5", "momentum: fast=1.5: BadValue; a value such as 12")]
    [InlineData("momentum:bar=5", "momentum: bar=5: BadValue; a value such as 1s")]
    [InlineData("momentum:stop=NaN", "momentum: stop=NaN: BadValue; a value such as 30")]
    [InlineData("momentum:bar=25h", "momentum: bar=25h: OutOfRange; 1ms to 24h")]
    [InlineData("momentum:fast=48", "momentum: fast=48: Inconsistent; fast must be below slow")]
    [InlineData("mean-reversion:entry=4", "mean-reversion: stop=4: Inconsistent; stop must be above entry")]
    [InlineData("momentum:instrument=1", "momentum: instrument=1: Inconsistent; the desk has instruments 0 to 0")]
    [InlineData("momentum:quantity=0.0005", "momentum: quantity=0.0005: Inconsistent; sim:BTC-USDT trades 0.001 to 1000000000 in lots of 0.001")]
    [InlineData("momentum:quantity=0.0015", "momentum: quantity=0.0015: Inconsistent; sim:BTC-USDT trades 0.001 to 1000000000 in lots of 0.001")]
    public void A_configuration_that_cannot_be_used_says_why_and_what_is_allowed(string text, string expected)
    {
        Assert.False(StrategyCatalog.Standard.Create(text, Instruments).TryGet(out _, out var error));
        Assert.Equal(expected, error.ToString());
    }

    [Fact]
    public void An_unknown_parameter_is_answered_with_the_known_ones()
    {
        Assert.False(StrategyCatalog.Standard.Create("book-imbalance:level=3", Instruments).TryGet(out _, out var error));
        Assert.Equal(StrategyConfigRule.UnknownParameter, error.Rule);
        Assert.Equal("book-imbalance knows instrument, quantity, levels, threshold, spread-max, hold, cooldown, slippage-ticks", error.Allowed);
    }

    [Theory]
    [MemberData(nameof(Parameters))]
    public void The_ends_of_every_range_are_allowed_and_what_lies_beyond_is_not(string strategy, string name)
    {
        Assert.True(StrategyCatalog.Standard.TryGet(strategy, out var factory));
        var parameter = factory.Parameters.Single(each => each.Name == name);
        Assert.Null(RuleOf(parameter.Min));
        Assert.Null(RuleOf(parameter.Max));
        Assert.Equal(StrategyConfigRule.OutOfRange, RuleOf(Beyond(parameter.Min, -1)));
        Assert.Equal(StrategyConfigRule.OutOfRange, RuleOf(Beyond(parameter.Max, 1)));

        StrategyConfigRule? RuleOf(string text)
        {
            Assert.True(StrategyParameters.Create([new KeyValuePair<string, string>(name, text)]).TryGet(out var given, out _));
            // Whether the value fits the others and the instrument is not asked here.
            return StrategyValues.Read(strategy, factory.Parameters, given).TryGet(out _, out var error) ? null : error.Rule;
        }

        string Beyond(string bound, int sign)
        {
            Assert.True(parameter.TryRead(bound, out var value));
            return parameter.Kind switch
            {
                StrategyParameterKind.Integer => DecimalText.ToString(value + sign, 0),
                StrategyParameterKind.Number => DecimalText.ToString(value + sign, StrategyParameter.NumberScale),
                StrategyParameterKind.Duration => $"{value + sign}ns",
            };
        }
    }

    [Fact]
    public void A_users_factory_joins_the_catalogue_in_the_order_of_names()
    {
        Assert.True(StrategyCatalog.Standard.With(new PlainFactory("maker-2")).TryGet(out var catalog, out _));
        Assert.Equal(
            ["book-imbalance", "maker-2", "market-making", "mean-reversion", "momentum"],
            catalog.Factories.Select(factory => factory.Name));
        Assert.True(catalog.Create("maker-2:size=3", Instruments).TryGet(out var created, out _));
        Assert.Equal("maker-2:size=3", created.Values.ToString());
    }

    [Theory]
    [InlineData("momentum", StrategyConfigRule.NameClash)]
    [InlineData("Momentum", StrategyConfigRule.BadFactory)]
    [InlineData("2fast", StrategyConfigRule.BadFactory)]
    [InlineData("", StrategyConfigRule.BadFactory)]
    public void A_factory_whose_name_cannot_be_is_refused(string name, StrategyConfigRule rule)
    {
        Assert.False(StrategyCatalog.Standard.With(new PlainFactory(name)).TryGet(out _, out var error));
        Assert.Equal(rule, error.Rule);
    }

    [Fact]
    public void A_factory_whose_parameters_contradict_themselves_is_refused()
    {
        var twice = new PlainFactory("twice") { Parameters = [PlainFactory.Size, PlainFactory.Size] };
        var unsound = new PlainFactory("unsound") { Parameters = [StrategyParameter.Integer("size", "", 9, 1, 5, "A size.")] };
        Assert.False(StrategyCatalog.Standard.With(twice).TryGet(out _, out var first));
        Assert.False(StrategyCatalog.Standard.With(unsound).TryGet(out _, out var second));
        Assert.Equal((StrategyConfigRule.BadFactory, StrategyConfigRule.BadFactory), (first.Rule, second.Rule));
    }

    [Fact]
    public void A_factory_that_throws_is_an_error_not_an_end()
    {
        Assert.True(StrategyCatalog.Standard.With(new PlainFactory("thrower") { Throws = true }).TryGet(out var catalog, out _));
        Assert.False(catalog.Create("thrower", Instruments).TryGet(out _, out var error));
        Assert.Equal("thrower: InvalidOperationException: FactoryThrew; planted", error.ToString());
    }

    private sealed class PlainFactory(string name) : IStrategyFactory
    {
        public static readonly StrategyParameter Size = StrategyParameter.Integer("size", "lots", 2, 1, 5, "A size.");

        public string Name => name;

        public string Summary => "Does nothing.";

        public bool Throws { get; init; }

        public ImmutableArray<StrategyParameter> Parameters { get; init; } = [Size];

        public Result<IStrategy, StrategyConfigError> Create(StrategyValues values, ImmutableArray<Instrument> instruments)
        {
            if (Throws) throw new InvalidOperationException("planted");
            return new DiaryStrategy();
        }
    }
}
