using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Trading.Market;
using Trading.Tape;

namespace Trading.Client.Tape.View;

/// <summary>
/// A tape that can be entered anywhere, backwards too: one checked pass over it keeps a bounded number of places with
/// their books, and every position is reached from the nearest place before it.
/// </summary>
internal sealed class TapePlayer : IDisposable
{
    /// <summary>Lines of events that are kept before the current one.</summary>
    public const int RecentMax = 64;

    private const int PlacesMax = 256;

    private readonly FileStream _file;
    private readonly List<(TapePosition Position, UInt128 Hash, TapeBooks Books)> _places = [];
    private readonly Queue<string> _recent = new();
    private TapeDecoder _decoder;
    private long _stride = 1_024;

    private TapePlayer(string name, FileStream file, TapeHeader header)
    {
        Name = name;
        _file = file;
        Header = header;
        Books = new TapeBooks(header);
        Count = Sequence = header.After;
        _decoder = new TapeDecoder(isLenient: false);
    }

    /// <summary>The tape's file name.</summary>
    public string Name { get; }

    /// <summary>The tape's header.</summary>
    public TapeHeader Header { get; }

    /// <summary>The sequence of the last event.</summary>
    public long Count { get; private set; }

    /// <summary>The sequence of the current event; before the first, that of the tape which this one goes on from.</summary>
    public long Sequence { get; private set; }

    /// <summary>The current event.</summary>
    public ref readonly TapeEvent Event => ref _decoder.Event;

    /// <summary>The books after the current event.</summary>
    public TapeBooks Books { get; }

    /// <summary>The index of the regime in force; −1 when none was named.</summary>
    public int Regime { get; private set; } = -1;

    /// <summary>The last events up to the current one, as lines, oldest first.</summary>
    public IReadOnlyCollection<string> Recent => _recent;

    /// <summary>Opens a tape and reads it once; null with the reason in one line when it is refused.</summary>
    public static TapePlayer? Open(string path, ProgressLine progress, CancellationToken cancellation, out string? failure)
    {
        using var source = TapeSource.Open(path, isLenient: false, cancellation);
        source.Progress = progress;
        failure = source.Failure;
        if (source.Decoder.Header is not { } header) return null;
        var player = new TapePlayer(Path.GetFileName(path), OpenPlain(path), header);
        player.Index(source);
        failure = source.Failure;
        if (failure is null)
        {
            player.Seek(1);
            return player;
        }

        player.Dispose();
        return null;
    }

    /// <summary>Goes to an event, forwards or backwards; beyond an end it goes to that end.</summary>
    public void Seek(long sequence)
    {
        sequence = Math.Clamp(sequence, Math.Min(Header.After + 1, Count), Count);
        // Near ahead, stepping is cheaper than entering anew.
        if (sequence < Sequence || sequence - Sequence > _stride) Enter(sequence - RecentMax);
        while (Sequence < sequence && TryStep())
        {
        }
    }

    /// <summary>Goes to the next event that a filter lets pass.</summary>
    /// <returns>False, at the end, when there is none.</returns>
    public bool SeekNext(TapeMatcher matcher)
    {
        while (TryStep())
        {
            if (matcher.Matches(Event)) return true;
        }

        return false;
    }

    /// <summary>Goes to the event before that a filter lets pass; stays when there is none.</summary>
    public bool SeekPrevious(TapeMatcher matcher)
    {
        var start = Sequence;
        for (var until = start; until > Header.After + 1;)
        {
            Enter(until - 1);
            var from = Sequence;
            long found = 0;
            while (Sequence < until - 1 && TryStep())
            {
                if (matcher.Matches(Event)) found = Sequence;
            }

            if (found > 0)
            {
                Seek(found);
                return true;
            }

            if (from == Header.After) break;
            until = from + 1;
        }

        Seek(start);
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static FileStream OpenPlain(string path)
    {
        if (Path.GetExtension(path) is not (".gz" or ".zst"))
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        }

        // Compressed tapes have no random access: a plain copy has, and goes away with its handle.
        var copy = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var file = new FileStream(copy, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        using var input = CompressedInput.Open(path);
        var buffer = new byte[1 << 16];
        for (var count = input.Read(buffer); count > 0; count = input.Read(buffer)) file.Write(buffer, 0, count);
        return file;
    }

    private void Index(TapeSource source)
    {
        AddPlace(source.Decoder);
        while (source.TryRead())
        {
            Books.Apply(source.Decoder.Event, source.Decoder.Levels);
            Count++;
            if (Count % _stride == 0) AddPlace(source.Decoder);
        }

        // The pass left the books at the end of the tape.
        Enter(0);
    }

    private void AddPlace(TapeDecoder decoder)
    {
        var copy = new TapeBooks(Header);
        copy.CopyFrom(Books);
        _places.Add((decoder.Position, decoder.Hash, copy));
        if (_places.Count <= PlacesMax) return;
        _stride *= 2;
        for (var i = _places.Count - 1; i > 0; i--)
        {
            if (_places[i].Position.Sequence % _stride != 0) _places.RemoveAt(i);
        }
    }

    /// <summary>Enters at the last place that is not after a sequence.</summary>
    private void Enter(long sequence)
    {
        var index = _places.Count - 1;
        while (index > 0 && _places[index].Position.Sequence > sequence) index--;
        var (position, hash, books) = _places[index];
        Books.CopyFrom(books);
        _file.Position = position.Offset;
        _decoder = TapeDecoder.At(Header, position, hash);
        Sequence = position.Sequence;
        Regime = -1;
        _recent.Clear();
    }

    private bool TryStep()
    {
        while (Sequence < Count)
        {
            var step = _decoder.Step();
            if (step == TapeStep.Event)
            {
                Take();
                return true;
            }

            if (step != TapeStep.NeedInput) return false;
            var read = _file.Read(_decoder.Free().Span);
            if (read == 0) _decoder.CompleteInput();
            else _decoder.Advance(read);
        }

        return false;
    }

    private void Take()
    {
        Sequence = _decoder.Event.Sequence;
        Books.Apply(_decoder.Event, _decoder.Levels);
        if (_decoder.Event.Regime >= 0) Regime = _decoder.Event.Regime;
        if (_recent.Count == RecentMax) _recent.Dequeue();
        _recent.Enqueue(TapeEventText.ToLine(Header, _decoder.Event, _decoder.Levels));
    }
}
