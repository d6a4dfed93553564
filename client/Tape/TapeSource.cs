using System;
using System.IO;
using System.Threading;
using Trading.Tape;

namespace Trading.Client.Tape;

/// <summary>A tape's file and the decoder that reads it, event by event, in constant memory.</summary>
internal sealed class TapeSource : IDisposable
{
    private const int StepsPerCheck = 4_096;

    private readonly CompressedInput _input;
    private readonly CancellationToken _cancellation;
    private int _steps;

    private TapeSource(string path, CompressedInput input, bool isLenient, CancellationToken cancellation)
    {
        Name = Path.GetFileName(path);
        _input = input;
        _cancellation = cancellation;
        Decoder = new TapeDecoder(isLenient);
    }

    /// <summary>The file's name, without its folder.</summary>
    public string Name { get; }

    /// <summary>The decoder, with the event in hand.</summary>
    public TapeDecoder Decoder { get; }

    /// <summary>Why reading ended early, in one line; null when it did not.</summary>
    public string? Failure { get; private set; }

    /// <summary>Shows how far reading is; null when the command shows events instead.</summary>
    public ProgressLine? Progress { get; set; }

    /// <summary>Opens a tape and reads its header. A header that is refused is a <see cref="Failure"/>.</summary>
    public static TapeSource Open(string path, bool isLenient, CancellationToken cancellation)
    {
        var source = new TapeSource(path, CompressedInput.Open(path), isLenient, cancellation);
        source.ReadHeader();
        return source;
    }

    /// <summary>Reads the next event.</summary>
    /// <returns>False at the end, or at a <see cref="Failure"/>.</returns>
    public bool TryRead()
    {
        if (++_steps == StepsPerCheck)
        {
            _steps = 0;
            _cancellation.ThrowIfCancellationRequested();
            Progress?.Report(_input.Fraction);
        }

        while (Failure is null)
        {
            var step = Decoder.Step();
            if (step == TapeStep.Event) return true;
            if (step == TapeStep.End) return false;
            if (step == TapeStep.NeedInput) Fill();
            else Failure = $"{Name}: {Decoder.Error}";
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();

    private void ReadHeader()
    {
        while (Failure is null && Decoder.Header is null)
        {
            Fill();
            Decoder.ReadHeader();
            if (Decoder.Error.Code != TapeErrorCode.None) Failure = $"{Name}: {Decoder.Error}";
        }
    }

    private void Fill()
    {
        var count = _input.Read(Decoder.Free().Span);
        if (_input.IsCorrupt) Failure = $"{Name}: the compressed data is damaged or cut off.";
        else if (count == 0) Decoder.CompleteInput();
        else Decoder.Advance(count);
    }
}
