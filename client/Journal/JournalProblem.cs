namespace Trading.Client.Journal;

/// <summary>Why a journal cannot be looked at or worked on.</summary>
/// <param name="Exit">See <see cref="ExitCode"/>.</param>
/// <param name="Message">What happened and what to do.</param>
internal sealed record JournalProblem(int Exit, string Message);
