using System;
using System.CommandLine;
using System.Threading;
using Trading.Tape;

namespace Trading.Client.Tape;

/// <summary>The arguments that most tape commands share, and what they make: an open tape at a position, with a filter.</summary>
internal sealed class TapeSession : IDisposable
{
    private readonly string? _statePath;

    private TapeSession(TapeSource source, TapeFilter filter, TapeMatcher matcher, string? statePath)
    {
        Source = source;
        Filter = filter;
        Matcher = matcher;
        _statePath = statePath;
    }

    /// <summary>The tape.</summary>
    public TapeSource Source { get; }

    /// <summary>The filter in words.</summary>
    public TapeFilter Filter { get; }

    /// <summary>The filter, bound.</summary>
    public TapeMatcher Matcher { get; }

    /// <summary>The tape's header.</summary>
    public TapeHeader Header => Source.Decoder.Header ?? throw new InvalidOperationException("a session has a header");

    /// <summary>Opens a tape for a command line; null when that failed and was reported.</summary>
    public static TapeSession? Open(Arguments arguments, ParseResult parsed, Terminal terminal, CancellationToken cancellation, out int exit)
    {
        exit = ExitCode.BadInput;
        var statePath = arguments.State is { } option ? parsed.GetValue(option) : null;
        string? failure = null;
        var cursor = statePath is null ? null : TapeState.Load(statePath, out failure);
        if (failure is not null)
        {
            terminal.Fail(exit, failure);
            return null;
        }

        var source = TapeSource.Open(parsed.GetRequiredValue(arguments.File), parsed.GetValue(arguments.Lenient), cancellation);
        var filter = arguments.Filter.Read(parsed);
        if (filter.IsEmpty && cursor is not null) filter = cursor.Filter;
        if (source.Failure is null && TapeFilterOptions.Bind(filter, HeaderOf(source), terminal) is { } matcher)
        {
            failure = cursor is null ? null : TapeState.Forward(source, cursor);
            if (failure is null) return new TapeSession(source, filter, matcher, statePath);
            terminal.Fail(exit, failure);
        }
        else if (source.Failure is not null)
        {
            terminal.Fail(exit, source.Failure);
        }

        source.Dispose();
        return null;
    }

    /// <summary>Reads on to the next event that passes the filter.</summary>
    public bool TryRead()
    {
        while (Source.TryRead())
        {
            if (Matcher.Matches(Source.Decoder.Event)) return true;
        }

        return false;
    }

    /// <summary>Saves the position, where one is kept.</summary>
    public void Save()
    {
        if (_statePath is not null) TapeState.Save(_statePath, Source.Decoder, Filter);
    }

    /// <summary>Reports how reading ended, and what a lenient reading skipped.</summary>
    /// <returns>The exit code.</returns>
    public int Finish(Terminal terminal)
    {
        if (Source.Failure is not null) return terminal.Fail(ExitCode.BadInput, Source.Failure);
        if (Source.Decoder.Skipped > 0)
        {
            terminal.Error.WriteLine($"warning: skipped {Source.Decoder.Skipped}; the first: {Source.Decoder.FirstSkipped}");
        }

        return ExitCode.Ok;
    }

    /// <inheritdoc/>
    public void Dispose() => Source.Dispose();

    private static TapeHeader HeaderOf(TapeSource source) =>
        source.Decoder.Header ?? throw new InvalidOperationException("a tape without failure has a header");

    /// <summary>The shared arguments of one command.</summary>
    internal sealed class Arguments
    {
        /// <summary>Adds them to a command.</summary>
        /// <param name="command">The command.</param>
        /// <param name="hasState">True for <c>--state</c>.</param>
        public Arguments(Command command, bool hasState)
        {
            command.Arguments.Add(File);
            Filter = new TapeFilterOptions(command);
            command.Options.Add(Lenient);
            if (!hasState) return;
            State = new Option<string?>("--state")
            {
                Description = "A file that keeps the position and the filter: the next run goes on where this one ends.",
            };
            command.Options.Add(State);
        }

        /// <summary>The tape.</summary>
        public Argument<string> File { get; } = new("F") { Description = "The tape: .rpl, .rpl.gz or .rpl.zst." };

        /// <summary>The filter.</summary>
        public TapeFilterOptions Filter { get; }

        /// <summary>Skip and count bad lines.</summary>
        public Option<bool> Lenient { get; } = new("--lenient") { Description = "Skip and count lines that break the format." };

        /// <summary>The saved position; null for commands without one.</summary>
        public Option<string?>? State { get; }
    }
}
