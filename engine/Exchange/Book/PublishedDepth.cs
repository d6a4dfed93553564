namespace Trading.Exchange;

/// <summary>
/// Where a book's writer leaves its latest snapshot for readers. Publishing is one reference write after the snapshot
/// is
/// complete; reading is one reference read. Neither waits, and a reader has a whole snapshot or the whole one before.
/// </summary>
/// <remarks>One thread writes: the owner of the book. Any number read.</remarks>
public sealed class PublishedDepth
{
    // Volatile orders the write of the reference after the writes of what it refers to, and the reads likewise.
    private volatile BookSnapshot _latest = BookSnapshot.Empty;

    /// <summary>The latest published snapshot; <see cref="BookSnapshot.Empty"/> before the first.</summary>
    public BookSnapshot Latest => _latest;

    /// <summary>Publishes a snapshot; its sequence is not below the last one's.</summary>
    public void Publish(BookSnapshot snapshot) => _latest = snapshot;
}
