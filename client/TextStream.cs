using System;
using System.IO;
using System.Text;

namespace Trading.Client;

/// <summary>Lets bytes of ASCII text flow into a writer.</summary>
internal sealed class TextStream(TextWriter writer) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException("a writer has no length");

    public override long Position
    {
        get => throw new NotSupportedException("a writer has no position");
        set => throw new NotSupportedException("a writer has no position");
    }

    public override void Flush() => writer.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("a writer cannot be read");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("a writer cannot seek");

    public override void SetLength(long value) => throw new NotSupportedException("a writer has no length");

    public override void Write(byte[] buffer, int offset, int count) =>
        writer.Write(Encoding.ASCII.GetString(buffer, offset, count));
}
