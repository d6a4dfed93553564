using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Trading.Bench;
using Trading.Exchange;

// For bench/count-instructions: "prepare" writes the workloads, "play" plays one operation over them so many times and prints how many commands
// one play has. What a play costs is the difference between two runs, without start-up, reading and warm-up.
switch (args)
{
    case ["prepare", var folder, var most] when int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out var commands):
        Directory.CreateDirectory(folder);
        foreach (var mix in (ReadOnlySpan<BookMix>)[BookMix.A, BookMix.B, BookMix.C])
        {
            File.WriteAllBytes(FileOf(folder, mix), MemoryMarshal.AsBytes<BookCommand>(BaselineOperations.Generate(mix, commands)));
        }

        return 0;
    case ["play", var folder, var name, var times] when int.TryParse(times, NumberStyles.None, CultureInfo.InvariantCulture, out var plays):
        var operations = new BaselineOperations(mix => MemoryMarshal.Cast<byte, BookCommand>(File.ReadAllBytes(FileOf(folder, mix))).ToArray());
        if (operations.All.Append(operations.Reference).FirstOrDefault(each => each.Name == name) is not { } operation)
        {
            Console.Error.WriteLine($"error: no operation '{name}'; there are: {string.Join("; ", operations.All.Select(each => each.Name))}");
            return 2;
        }

        var played = 0L;
        for (var play = 0; play < plays; play++)
        {
            var clock = new SliceClock();
            operation.Play(clock);
            played = clock.Operations;
        }

        Console.WriteLine(played);
        return 0;
    default:
        Console.Error.WriteLine("usage: Trading.Bench.Instructions prepare FOLDER COMMANDS | play FOLDER OPERATION PLAYS");
        return 2;
}

static string FileOf(string folder, BookMix mix) => Path.Combine(folder, $"{mix}.commands");
