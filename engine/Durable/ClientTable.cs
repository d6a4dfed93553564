using System;
using System.Collections.Generic;
using Trading.Model;

namespace Trading.Durable;

/// <summary>What the record says about a client's call.</summary>
internal enum CallRecord
{
    New,
    Recorded,
    Conflict,
    TooOld,
    NoRoom,
}

/// <summary>
/// The recorded answers, by client and sequence. A client's floor rises as its oldest answers are evicted, by
/// sequence and never by clock; at or below the floor nothing is carried out, so an evicted call can never be
/// applied again.
/// </summary>
internal sealed class ClientTable(int answersPerClient, int clientsMax)
{
    private readonly SortedDictionary<string, Client> _clients = new(StringComparer.Ordinal);

    public CallRecord Find(string name, ulong sequence, UInt128 payloadHash, out ReadOnlyMemory<byte> answer)
    {
        answer = default;
        if (!_clients.TryGetValue(name, out var client))
        {
            return _clients.Count < clientsMax ? CallRecord.New : CallRecord.NoRoom;
        }

        if (sequence <= client.Floor) return CallRecord.TooOld;
        var index = client.IndexOf(sequence);
        if (index < 0) return CallRecord.New;
        answer = client.Answers[index].Bytes;
        return client.Answers[index].PayloadHash == payloadHash ? CallRecord.Recorded : CallRecord.Conflict;
    }

    /// <summary>Records the answer of a call that <see cref="Find"/> called new.</summary>
    public void Record(string name, ulong sequence, UInt128 payloadHash, byte[] answer)
    {
        if (!_clients.TryGetValue(name, out var client)) _clients.Add(name, client = new Client());
        client.Answers.Insert(~client.IndexOf(sequence), new Answer(sequence, payloadHash, answer));
        if (client.Answers.Count <= answersPerClient) return;
        client.Floor = client.Answers[0].Sequence;
        client.Answers.RemoveAt(0);
    }

    public void AddTo(StateHasher hasher)
    {
        hasher.Add((long)_clients.Count);
        foreach (var (name, client) in _clients)
        {
            hasher.Add(name).Add(client.Floor).Add((long)client.Answers.Count);
            foreach (var answer in client.Answers)
            {
                hasher.Add(answer.Sequence).Add(answer.PayloadHash).Add((long)answer.Bytes.Length).Add(answer.Bytes);
            }
        }
    }

    public void Save(StateWriter writer)
    {
        writer.Write(_clients.Count);
        foreach (var (name, client) in _clients)
        {
            writer.Write(name);
            writer.Write(client.Floor);
            writer.Write(client.Answers.Count);
            foreach (var answer in client.Answers)
            {
                writer.Write(answer.Sequence);
                writer.Write(answer.PayloadHash);
                writer.WriteBlock(answer.Bytes);
            }
        }
    }

    /// <summary>Takes over what was saved; the reader knows when it is not that.</summary>
    public void Load(ref StateReader reader)
    {
        for (var left = reader.ReadCount(16); left > 0; left--)
        {
            var (name, client) = (reader.ReadString(), new Client { Floor = reader.ReadUInt64() });
            for (var answers = reader.ReadCount(28); answers > 0; answers--)
            {
                client.Answers.Add(
                    new(reader.ReadUInt64(), reader.ReadUInt128(), reader.ReadBlock().ToArray()));
            }

            _clients[name] = client;
        }
    }

    private readonly record struct Answer(ulong Sequence, UInt128 PayloadHash, byte[] Bytes);

    private sealed class Client
    {
        public ulong Floor { get; set; }

        /// <summary>In order of sequence; calls may arrive out of order within the window.</summary>
        public List<Answer> Answers { get; } = [];

        /// <summary>
        /// The index of a sequence, or the complement of where it belongs. The newest are looked at first.
        /// </summary>
        public int IndexOf(ulong sequence)
        {
            for (var index = Answers.Count - 1; index >= 0; index--)
            {
                if (Answers[index].Sequence == sequence) return index;
                if (Answers[index].Sequence < sequence) return ~(index + 1);
            }

            return ~0;
        }
    }
}
