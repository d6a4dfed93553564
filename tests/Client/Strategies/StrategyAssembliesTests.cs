using System.IO;
using Trading.Client.Strategies;
using Trading.Client.Tests.Tape;
using Trading.Strategy;
using Xunit;

namespace Trading.Client.Tests.Strategies;

public sealed class StrategyAssembliesTests
{
    [Fact]
    public void A_file_that_is_not_there_is_said_so()
    {
        using var folder = new TestFolder();
        Assert.Equal("there is no such file", Refused(folder.File("none.dll"), StrategyAssemblyRule.NoSuchFile).Detail);
    }

    [Fact]
    public void A_file_that_is_no_assembly_is_said_so()
    {
        using var folder = new TestFolder();
        var path = folder.File("text.dll");
        File.WriteAllText(path, "not an assembly");
        Refused(path, StrategyAssemblyRule.NotAnAssembly);
    }

    [Fact]
    public void An_assembly_without_a_factory_is_said_so() =>
        Refused(typeof(ZstdSharp.Compressor).Assembly.Location, StrategyAssemblyRule.NoFactory);

    [Fact]
    public void An_assembly_that_needs_what_is_not_there_is_said_so()
    {
        using var folder = new TestFolder();
        var path = folder.File("orphan.dll");
        EmittedFactory.WriteOrphan(path);
        Assert.Contains("Missing", Refused(path, StrategyAssemblyRule.Incompatible).Detail);
    }

    [Fact]
    public void A_constructor_that_throws_is_an_error_with_its_message()
    {
        using var folder = new TestFolder();
        var path = folder.File("thrower.dll");
        EmittedFactory.Write(path, null);
        var error = Refused(path, StrategyAssemblyRule.ConstructorThrew);
        Assert.Equal($"{path}: ConstructorThrew: Emitted.Factory: InvalidOperationException: planted", error.ToString());
    }

    [Theory]
    [InlineData("momentum", "Emitted.Factory: momentum: NameClash; another strategy has this name")]
    [InlineData("Bad Name", "Emitted.Factory: Bad Name: Bad Name: BadFactory; a name has lower-case letters, digits and '-', a letter first")]
    [InlineData("mine", "Emitted.Factory: Factory: NullReferenceException: FactoryThrew; Object reference not set to an instance of an object.")]
    public void A_factory_that_the_catalogue_refuses_is_named(string name, string expected)
    {
        using var folder = new TestFolder();
        var path = folder.File("factory.dll");
        EmittedFactory.Write(path, name);
        Assert.Equal(expected, Refused(path, StrategyAssemblyRule.FactoryRefused).Detail);
    }

    private static StrategyAssemblyError Refused(string path, StrategyAssemblyRule rule)
    {
        Assert.False(StrategyAssemblies.Load(path, StrategyCatalog.Standard).TryGet(out _, out var error));
        Assert.Equal(rule, error.Rule);
        return error;
    }
}
