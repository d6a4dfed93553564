using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Trading.Client;

/// <summary>The command tree, and the one place where its failures become exit codes.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command line.</summary>
    /// <param name="args">The arguments, without the program's name.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="cancellation">Ends long commands in an orderly way.</param>
    /// <returns>See <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellation)
    {
        var parsed = CreateRoot(terminal).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) terminal.Error.WriteLine("error: " + UsageMessage.For(error.Message));
            terminal.Error.WriteLine("Use --help to see what is possible.");
            return ExitCode.Usage;
        }

        var configuration = new InvocationConfiguration
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            // The library would end the process two seconds after SIGTERM. Commands end themselves, with what they have started.
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(configuration, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return terminal.Fail(ExitCode.Environment, "stopped before the end.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return terminal.Fail(ExitCode.Environment, error.Message);
        }
    }

    /// <summary>What is wrong with a command line, without running it; empty when it would run.</summary>
    /// <param name="args">The arguments, without the program's name.</param>
    internal static IReadOnlyList<string> Check(string[] args)
    {
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null, isInteractive: false, useColor: false);
        return [.. CreateRoot(terminal).Parse(args).Errors.Select(error => UsageMessage.For(error.Message))];
    }

    private static RootCommand CreateRoot(Terminal terminal)
    {
        var root = new RootCommand("Orleans.Trading: a deterministic crypto trading system on an Orleans cluster.")
        {
            Demo.DemoCommand.Create(terminal),
            Sim.SimCommand.Create(terminal),
            Backtest.BacktestCommand.Create(terminal),
            Paper.PaperCommand.Create(terminal),
            Operator.OperatorCommands.Create(terminal),
            Tape.TapeCommand.Create(terminal),
            Cluster.ClusterCommand.Create(terminal),
            Observe.TopCommand.Create(terminal),
            Cluster.BookCommand.Create(terminal),
            Cluster.OrderCommand.Create(terminal),
            Cluster.MarketCommand.Create(terminal),
            Journal.JournalCommand.Create(terminal),
            Journal.ReplayCommand.Create(terminal),
            Faults.FaultsCommand.Create(terminal),
            Chaos.ChaosCommand.Create(terminal),
            Bench.BenchCommand.Create(terminal),
        };
        return root;
    }
}
