using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using SharpFuzz;
using Trading.Fuzz;

// Without words: makes an instrumented copy of itself and runs every target in it. With "loop TARGET EXECS": runs one, there.
// Exit code: 0 nothing found (and the planted bug was), 1 a finding, 2 usage.
return args switch
{
    [] => RunAll(1_000_000),
    [var execs] when long.TryParse(execs, CultureInfo.InvariantCulture, out var count) && count > 0 => RunAll(count),
    ["loop", var name, var execs] => FuzzLoop.Run(name, long.Parse(execs, CultureInfo.InvariantCulture)),
    _ => 2,
};

static int RunAll(long execs)
{
    var folder = Directory.CreateTempSubdirectory("trading-fuzz-").FullName;
    try
    {
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        // The draws of the loop itself are not what is looked at.
        var instrumented = Fuzzer.Instrument(
            Path.Combine(folder, "Trading.Engine.dll"), type => type != "Trading.Model.SeededRandom", Options.Value).Count();
        Console.WriteLine($"{instrumented} types instrumented");
        // A loop that does not find what was planted would find nothing else either.
        if (RunOne(folder, FuzzTargets.Planted, execs) != 1)
        {
            Console.WriteLine("the planted bug was not found");
            return 1;
        }

        return FuzzTargets.Names.Sum(name => RunOne(folder, name, execs)) == 0 ? 0 : 1;
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
}

static int RunOne(string folder, string name, long execs)
{
    var program = Path.Combine(folder, "Trading.Fuzz");
    using var process = Process.Start(program, ["loop", name, execs.ToString(CultureInfo.InvariantCulture)]);
    process.WaitForExit();
    return process.ExitCode;
}
