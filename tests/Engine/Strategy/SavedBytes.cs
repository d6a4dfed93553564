using System.Buffers;
using Trading.Model;

namespace Trading.Tests.Strategy;

/// <summary>States as bytes.</summary>
internal static class SavedBytes
{
    public delegate void Saving(StateWriter writer);

    public delegate void Loading(ref StateReader reader);

    public static byte[] Of(Saving save)
    {
        var bytes = new ArrayBufferWriter<byte>();
        save(new StateWriter(bytes));
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Loads, and says whether the bytes were whole.</summary>
    public static bool Into(Loading load, byte[] bytes)
    {
        var reader = new StateReader(bytes);
        load(ref reader);
        return reader.IsComplete;
    }
}
