using System;
using System.Threading.Tasks;
using Trading.Journal;

namespace Trading.Tests.Journal;

/// <summary>A table's answers as return values, from whatever thread they come.</summary>
internal sealed class SyncTable(IBlockTable tables)
{
    public OpenedTable Open(string node) => Wait<OpenedTable>(done => tables.Open(node, done));

    public byte[] Read(string node, ulong sequence) =>
        Wait<byte[]>(done => tables.Read(node, sequence, bytes => done(bytes.ToArray())));

    public AppendOutcome Append(string node, ulong epoch, ulong sequence, byte[] block) =>
        Wait<AppendOutcome>(done => tables.Append(node, epoch, sequence, block, done));

    public AppendOutcome Confirm(string node, ulong epoch, ulong sequence) =>
        Wait<AppendOutcome>(done => tables.Confirm(node, epoch, sequence, done));

    public AppendOutcome SaveSnapshot(string node, ulong epoch, ulong sequence, byte[] snapshot) =>
        Wait<AppendOutcome>(done => tables.SaveSnapshot(node, epoch, sequence, snapshot, done));

    public byte[] ReadSnapshot(string node, ulong sequence) =>
        Wait<byte[]>(done => tables.ReadSnapshot(node, sequence, bytes => done(bytes.ToArray())));

    private static T Wait<T>(Action<Action<T>> ask)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        ask(answer.SetResult);
        return answer.Task.GetAwaiter().GetResult();
    }
}
