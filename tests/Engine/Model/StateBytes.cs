using System;
using System.Buffers;

namespace Trading.Tests.Model;

/// <summary>What a class saves, as an array.</summary>
internal static class StateBytes
{
    public static byte[] Of(Action<IBufferWriter<byte>> save)
    {
        var writer = new ArrayBufferWriter<byte>();
        save(writer);
        return writer.WrittenSpan.ToArray();
    }
}
