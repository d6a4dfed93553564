using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization;
using Trading.Channels;
using Trading.Desk;
using Trading.Durable;
using Trading.Exchange;
using Trading.GrainInterfaces;
using Trading.Market;
using Xunit;

namespace Trading.Tests.Grains;

/// <summary>
/// What crosses the network keeps its shape: run with TRADING_UPDATE_GOLDEN=1 to accept a change on purpose.
/// </summary>
public sealed class ContractTests
{
    private const string GoldenName = "contracts.golden.txt";
    private static readonly MarketQuote Quote = new("binance-spot:BTCUSDT", 6_168_599, 100_870);

    /// <summary>One of each message, every member away from its default.</summary>
    private static readonly object[] Samples =
    [
        new NodeCall("trader", 7, [1, 2, 3]),
        new NodeAnswer(ReplyStatus.Answered, [4, 5]),
        new NodeOutputs("relay/test/a", 7, [[1, 2], [3]]),
        new NodeDelivered(ReplyStatus.Delivered, 8),
        new FeedPlay("btcusdt.rpl.gz", "BTC-USDT"),
        new FeedProgress(1, 2, 3, true, 4, "why"),
        new FeedBlock("binance-spot:BTCUSDT", 2, 3, true, [9], "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        new FeedRefill(RefillError.Evicted, [8]),
        Quote,
        new MarketVenue("binance-spot:BTCUSDT", 1, 2, 3, 4, BookState.Crossed, 5, 6, 7, 8, true, "why", Quote, Quote),
        new MarketView(
            MarketHealth.Healthy, 1, 2, 5, Quote, Quote,
            [new MarketVenue("bybit:BTCUSDT", 1, 2, 3, 4, BookState.Live, 5, 6, 7, 8, true, "", Quote, Quote)]),
        new VenueDigest(1, 2, "7145c0b7"),
        new SiloUsage(1, 2, 3, 4, 5, 6),
        new SiloMember(SiloAddress.New(IPAddress.Loopback, 11_111, 7), SiloStatus.Active),
        new MeterFigure("trading.node.call.duration", "status=answered", MeterKind.Histogram, "s", 1, 2, 3, 4, 5, 6, 7),
        new NodeFigure("main/sim:BTC-USDT", 1, 2, 3, 4),
        new SiloFigures(
            "127.0.0.1:11111@1", 1, [new MeterFigure("trading.node.resends", "", MeterKind.Counter, "{resend}", 1, 2, 3, 4, 5, 6, 7)],
            [new NodeFigure("main/sim:BTC-USDT", 1, 2, 3, 4)]),
        new MarketBlockItem("market/binance-spot:BTCUSDT", 7, [1, 2]),
        new MarketFollower("strategy-blocks", "paper-1/mm-1", 7, 32, true),
        new DeskPlay([1, 2, 3]),
        new DeskPlayed(ReplyStatus.Answered, SessionCode.OtherBuild, "why"),
        new DeskStatus(true, true, 1, 2, 3, "why", [(UInt128)4]),
    ];

    private static readonly Type[] Enums =
    [
        typeof(ReplyStatus), typeof(FeedPlayStatus), typeof(RefillError), typeof(BookState), typeof(MarketHealth),
        typeof(BookCallKind), typeof(BookAnswerStatus), typeof(BookCommandKind), typeof(BookReportKind),
        typeof(Trading.Model.Side), typeof(Trading.Model.OrderType), typeof(Trading.Model.TimeInForce),
        typeof(Trading.Model.OrderFlags), typeof(Trading.Model.SelfTradePrevention),
        typeof(Trading.Orders.OrderStatus), typeof(Trading.Orders.OrderReason), typeof(SessionCode), typeof(CommandKind),
        typeof(CommandCode), typeof(MessageKind), typeof(NoticeKind), typeof(MeterKind),
    ];

    public static IEnumerable<TheoryDataRow<int>> EverySample() =>
        Enumerable.Range(0, Samples.Length).Select(i => new TheoryDataRow<int>(i));

    [Theory]
    [MemberData(nameof(EverySample))]
    public void Every_message_survives_the_network(int index)
    {
        var sample = Samples[index];
        using var services = Services();
        var serializer = services.GetRequiredService<Serializer>();
        var bytes = serializer.SerializeToArray(sample);
        var copy = serializer.Deserialize<object>(bytes);
        Assert.NotNull(copy);
        Assert.Equal(sample.GetType(), copy.GetType());
        Assert.Equal(
            JsonSerializer.Serialize(sample, sample.GetType()), JsonSerializer.Serialize(copy, copy.GetType()));
    }

    [Fact]
    public void There_is_a_sample_of_every_message() => Assert.Equal(
        Messages().Select(type => type.Name),
        Samples.Select(sample => sample.GetType().Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_message_and_grain_has_an_alias_and_every_member_an_id()
    {
        foreach (var type in Messages().Concat(GrainContracts())) Assert.True(AliasOf(type).Length > 0, type.Name);
        foreach (var type in Messages())
        {
            var members = Members(type).ToArray();
            Assert.Equal(type.GetConstructors()[0].GetParameters().Length, members.Length);
            Assert.Equal(members.Length, members.Select(member => member.Id).Distinct().Count());
        }

        foreach (var method in GrainContracts().SelectMany(type => type.GetMethods()))
        {
            Assert.True(AliasOf(method).Length > 0, method.Name);
        }
    }

    [Fact]
    public void Contracts_are_as_they_were()
    {
        var text = Describe();
        var path = Path.Combine(SourceFolder(), GoldenName);
        if (Environment.GetEnvironmentVariable("TRADING_UPDATE_GOLDEN") == "1") File.WriteAllText(path, text);
        Assert.Equal(File.ReadAllText(path), text);
    }

    private static string Describe()
    {
        var text = new StringBuilder();
        foreach (var type in GrainContracts())
        {
            text.Append($"grain {AliasOf(type)}\n");
            foreach (var method in type.GetMethods().OrderBy(method => method.Name, StringComparer.Ordinal))
            {
                var parameters = method.GetParameters().Select(
                    parameter => TypeName(parameter.ParameterType) + " " + parameter.Name);
                text.Append($"  {AliasOf(method)}({string.Join(", ", parameters)}) -> {TypeName(method.ReturnType)}\n");
            }
        }

        using var services = Services();
        foreach (var type in Messages())
        {
            text.Append($"message {AliasOf(type)}\n");
            foreach (var (id, property) in Members(type))
            {
                text.Append($"  {id} {TypeName(property.PropertyType)} {property.Name}\n");
            }

            var sample = Samples.Single(sample => sample.GetType() == type);
            var bytes = services.GetRequiredService<Serializer>().SerializeToArray(sample);
            text.Append($"  bytes {Convert.ToHexStringLower(bytes)}\n");
        }

        Layout(text, typeof(BookCommand), BookCommand.SizeBytes);
        Layout(text, typeof(BookReport), BookReport.SizeBytes);
        Layout(text, typeof(DeskMessage), DeskMessage.SizeBytes);
        Layout(text, typeof(DeskNotice), DeskNotice.SizeBytes);
        foreach (var type in Enums)
        {
            var values = Enum.GetValuesAsUnderlyingType(type).Cast<byte>().Select(
                value => $"{Enum.GetName(type, value)}={value}");
            text.Append($"enum {type.Name} : {Enum.GetUnderlyingType(type).Name} {string.Join(' ', values)}\n");
        }

        return text.ToString();
    }

    private static void Layout(StringBuilder text, Type type, int bytes)
    {
        text.Append($"layout {type.Name} {bytes} bytes\n");
        foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            text.Append($"  {Marshal.OffsetOf(type, field.Name)} {TypeName(field.FieldType)} {field.Name}\n");
        }
    }

    private static ServiceProvider Services() => new ServiceCollection().AddSerializer().BuildServiceProvider();

    private static IEnumerable<Type> Messages() => typeof(GrainKey).Assembly.GetTypes()
        .Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null && !IsGenerated(type))
        .OrderBy(type => type.Name, StringComparer.Ordinal);

    private static IEnumerable<Type> GrainContracts() => typeof(GrainKey).Assembly.GetTypes()
        .Where(type => type.IsInterface && typeof(IGrain).IsAssignableFrom(type))
        .OrderBy(type => type.Name, StringComparer.Ordinal);

    private static bool IsGenerated(Type type) =>
        type.Namespace?.StartsWith("OrleansCodeGen", StringComparison.Ordinal) ?? false;

    private static IEnumerable<(uint Id, PropertyInfo Property)> Members(Type type) => type
        .GetProperties()
        .Select(property => (property.GetCustomAttribute<IdAttribute>()?.Id, property))
        .Where(member => member.Id is not null)
        .Select(member => (member.Id.GetValueOrDefault(), member.property))
        .OrderBy(member => member.Item1);

    private static string AliasOf(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>()?.Alias ?? "";

    private static string TypeName(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value) return TypeName(value) + "?";
        return type.IsGenericType
            ? type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]
                + "<" + string.Join(", ", type.GetGenericArguments().Select(TypeName)) + ">"
            : type.Name;
    }

    /// <summary>
    /// The folder of this file in the working tree: paths in the assembly are mapped, so it is looked for.
    /// </summary>
    private static string SourceFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Orleans.Trading.sln")))
        {
            folder = folder.Parent;
        }

        Assert.NotNull(folder);
        return Path.Combine(folder.FullName, "tests", "Grains");
    }
}
