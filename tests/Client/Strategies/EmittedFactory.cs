using System;
using System.Reflection;
using System.Reflection.Emit;
using Trading.Strategy;

namespace Trading.Client.Tests.Strategies;

/// <summary>Assemblies with one factory, made for a test without a compiler.</summary>
internal static class EmittedFactory
{
    private const MethodAttributes Implementing =
        MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig | MethodAttributes.NewSlot | MethodAttributes.Final;

    /// <summary>Writes an assembly whose factory has a name; with no name its constructor throws.</summary>
    public static void Write(string path, string? name)
    {
        var type = Module("Emitted", out var assembly)
            .DefineType("Emitted.Factory", TypeAttributes.Public | TypeAttributes.Class, typeof(object), [typeof(IStrategyFactory)]);
        Construct(type, throws: name is null);
        foreach (var method in typeof(IStrategyFactory).GetMethods()) Implement(type, method, name ?? "");
        type.CreateType();
        assembly.Save(path);
    }

    /// <summary>Writes an assembly with a class whose base is in an assembly that is nowhere.</summary>
    public static void WriteOrphan(string path)
    {
        var missing = Module("Missing", out _).DefineType("Missing.Base", TypeAttributes.Public | TypeAttributes.Class);
        missing.DefineDefaultConstructor(MethodAttributes.Public);
        missing.CreateType();
        Module("Orphan", out var assembly).DefineType("Orphan.Child", TypeAttributes.Public | TypeAttributes.Class, missing).CreateType();
        assembly.Save(path);
    }

    private static ModuleBuilder Module(string name, out PersistedAssemblyBuilder assembly)
    {
        assembly = new PersistedAssemblyBuilder(new AssemblyName(name), typeof(object).Assembly);
        return assembly.DefineDynamicModule(name);
    }

    private static void Construct(TypeBuilder type, bool throws)
    {
        var code = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, Type.EmptyTypes).GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Call, Constructor(typeof(object)));
        if (throws)
        {
            code.Emit(OpCodes.Ldstr, "planted");
            code.Emit(OpCodes.Newobj, Constructor(typeof(InvalidOperationException), typeof(string)));
            code.Emit(OpCodes.Throw);
        }

        code.Emit(OpCodes.Ret);
    }

    private static void Implement(TypeBuilder type, MethodInfo method, string name)
    {
        var parameters = Array.ConvertAll(method.GetParameters(), parameter => parameter.ParameterType);
        var built = type.DefineMethod(method.Name, Implementing, method.ReturnType, parameters);
        var code = built.GetILGenerator();
        if (method.ReturnType == typeof(string))
        {
            code.Emit(OpCodes.Ldstr, name);
            code.Emit(OpCodes.Ret);
        }
        else
        {
            code.Emit(OpCodes.Ldnull);
            code.Emit(OpCodes.Throw);
        }

        type.DefineMethodOverride(built, method);
    }

    private static ConstructorInfo Constructor(Type type, params Type[] parameters) =>
        type.GetConstructor(parameters) ?? throw new MissingMethodException(type.FullName, ".ctor");
}
