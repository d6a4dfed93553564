using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Xunit;

namespace Trading.Architecture.Tests;

/// <summary>What the engine shows to its users is written down: a change of it is seen before it is made.</summary>
public sealed class PublicSurfaceTests
{
    private const BindingFlags Own =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private const string GoldenFile = "tests/Architecture/public-surface.golden.txt";

    [Fact]
    public void The_engines_public_surface_is_the_one_that_is_written_down()
    {
        var engine = Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, "Trading.Engine.dll"));
        var text = new StringBuilder();
        foreach (var type in engine.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(Name(type)).Append('\n');
            foreach (var member in Members(type).Distinct().Order(StringComparer.Ordinal)) text.Append("  ").Append(member).Append('\n');
        }

        Assert.True(
            Repository.IsUpToDate(GoldenFile, text.ToString()),
            $"{GoldenFile} is not the public surface; UPDATE_GENERATED=1 tests/run writes it anew");
    }

    private static string Kind(Type type)
    {
        if (type.IsEnum) return "enum";
        if (type.IsInterface) return "interface";
        if (typeof(Delegate).IsAssignableFrom(type)) return "delegate";
        if (type.IsValueType) return "struct";
        return type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsAbstract ? "abstract class" : "class";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            foreach (var name in Enum.GetNames(type)) yield return $"{name} = {Convert.ToInt64(Enum.Parse(type, name))}";
            yield break;
        }

        foreach (var field in type.GetFields(Own).Where(field => IsShown(field.IsPublic, field.IsFamily, field.IsFamilyOrAssembly) && !IsMade(field)))
        {
            yield return $"{Name(field.FieldType)} {field.Name}";
        }

        foreach (var property in type.GetProperties(Own).Where(property => property.GetMethod is { } get && IsShown(get) && !IsMade(property)))
        {
            yield return $"{Name(property.PropertyType)} {property.Name}{(property.SetMethod is { } set && IsShown(set) ? " { get; set; }" : " { get; }")}";
        }

        foreach (var method in type.GetConstructors(Own).Where(method => IsShown(method) && !IsMade(method)))
        {
            yield return $"new({Parameters(method)})";
        }

        foreach (var method in type.GetMethods(Own).Where(method => IsShown(method) && !IsMade(method) && !IsAccessor(method)))
        {
            yield return $"{Name(method.ReturnType)} {method.Name}({Parameters(method)})";
        }
    }

    private static bool IsShown(MethodBase method) => IsShown(method.IsPublic, method.IsFamily, method.IsFamilyOrAssembly);

    private static bool IsShown(bool isPublic, bool isFamily, bool isFamilyOrAssembly) => isPublic || isFamily || isFamilyOrAssembly;

    private static bool IsMade(MemberInfo member) =>
        member.IsDefined(typeof(CompilerGeneratedAttribute)) || member.Name.Contains('<', StringComparison.Ordinal)
        || member.Name is "Finalize" or "value__" or "EqualityContract";

    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}"));

    private static string Name(Type type)
    {
        if (type.IsByRef) return "ref " + Name(type.GetElementType() ?? type);
        if (type.IsArray) return Name(type.GetElementType() ?? type) + "[]";
        if (type.IsGenericParameter || type.FullName is null) return type.Name;
        var name = type.IsNested && type.DeclaringType is { } outer ? Name(outer) + "." + type.Name : type.Namespace + "." + type.Name;
        if (!type.IsGenericType) return name;
        var tick = name.IndexOf('`', StringComparison.Ordinal);
        return (tick < 0 ? name : name[..tick]) + "<" + string.Join(", ", type.GetGenericArguments().Select(Name)) + ">";
    }
}
