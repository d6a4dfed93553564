using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Trading.Desk;

/// <summary>The body of a message: the bytes of one fixed structure, zeros behind it.</summary>
[InlineArray(Bytes)]
public struct MessagePayload
{
    /// <summary>The size of the body: the largest structure that travels.</summary>
    public const int Bytes = 112;

    private byte _first;

    /// <summary>A body that holds a structure.</summary>
    public static MessagePayload Of<T>(in T value)
        where T : unmanaged
    {
        var payload = default(MessagePayload);
        MemoryMarshal.Write(payload[..], value);
        return payload;
    }

    /// <summary>The structure that it holds.</summary>
    public readonly T As<T>()
        where T : unmanaged => MemoryMarshal.Read<T>(this[..]);
}
