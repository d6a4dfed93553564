using System;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using Trading.Client.Tape.View;

namespace Trading.Client.Tape;

/// <summary><c>trading tape view</c>: a tape on the terminal, with its book ladder, back and forth.</summary>
internal static class ViewCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("F") { Description = "The tape: .rpl, .rpl.gz or .rpl.zst." };
        var at = new Option<long>("--at") { Description = "The event to begin at.", DefaultValueFactory = _ => 1 };
        var command = new Command(
            "view",
            """
            Watch a tape on the terminal: book ladder and events, forwards and backwards. The filter is what the keys
            f (next match) and b (match before) look for.
            Example: trading tape view spot.rpl.zst --type trade
            """)
        {
            file, at,
        };
        var filter = new TapeFilterOptions(command);
        command.SetAction((parsed, cancellation) =>
        {
            if (!terminal.IsInteractive || Console.IsInputRedirected)
            {
                return Task.FromResult(terminal.Fail(
                    ExitCode.Environment, "view needs a terminal; 'trading tape replay' prints the same events anywhere."));
            }

            return Task.FromResult(Run(
                terminal, parsed.GetRequiredValue(file), parsed.GetValue(at), filter.Read(parsed), cancellation));
        });
        return command;
    }

    private static int Run(Terminal terminal, string path, long at, Trading.Tape.TapeFilter filter, CancellationToken cancellation)
    {
        string? failure;
        TapePlayer? player;
        using (var progress = new ProgressLine(terminal, "reading")) player = TapePlayer.Open(path, progress, cancellation, out failure);
        if (player is null) return terminal.Fail(ExitCode.BadInput, failure ?? "");
        using (player)
        {
            if (TapeFilterOptions.Bind(filter, player.Header, terminal) is not { } matcher) return ExitCode.BadInput;
            player.Seek(at);
            new ViewLoop(player, matcher, new TapeScreen(terminal.UsesColor), cancellation).Run();
            return ExitCode.Ok;
        }
    }
}
