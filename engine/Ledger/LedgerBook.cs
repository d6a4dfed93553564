using System;
using System.Buffers;
using System.Collections.Generic;
using Trading.Model;

namespace Trading.Ledger;

/// <summary>
/// The book of a double-entry ledger: what stands on every account. Balances change only by entries, an entry is posted as a
/// whole or not at all, and after each one every asset sums to zero over all accounts.
/// </summary>
/// <remarks>
/// The sums are carried along with the postings and looked at after every entry, always. Memory is constant: the book
/// holds balances, the entries are a function of the node's inputs. Posting allocates nothing.
/// </remarks>
public sealed class LedgerBook
{
    private const int KindCount = (int)AccountKind.Capital;

    private readonly Money[] _balances;
    private readonly Int128[] _sums;
    private readonly ulong[] _lastExecIds;

    /// <summary>An empty book.</summary>
    public LedgerBook(LedgerChart chart)
    {
        Chart = chart;
        _balances = new Money[(chart.StrategyMax + 1) * chart.Assets.Length * KindCount];
        _sums = new Int128[chart.Assets.Length];
        _lastExecIds = new ulong[chart.Listings.Length];
    }

    /// <summary>Which accounts there are.</summary>
    public LedgerChart Chart { get; }

    /// <summary>How many entries were posted.</summary>
    public long EntryCount { get; private set; }

    /// <summary>The ExecId of an instrument's last posted fill; 0 before the first.</summary>
    public ulong LastExecId(int instrument) => _lastExecIds[instrument];

    /// <summary>Posts an entry.</summary>
    /// <returns>Posted; or why not, and then nothing has changed.</returns>
    public LedgerCode Post(in LedgerEntry entry)
    {
        var isFill = entry.Kind is LedgerEntryKind.SpotFill or LedgerEntryKind.PerpetualFill;
        if (isFill && entry.ExecId <= _lastExecIds[entry.Instrument]) return LedgerCode.DuplicateFill;
        foreach (ref readonly var line in entry.Lines)
        {
            if (line.Account.Owner < 0 || line.Account.Owner > Chart.StrategyMax) return LedgerCode.UnknownOwner;
        }

        var code = Add(entry.Lines);
        if (code != LedgerCode.Posted) return code;
        if (isFill) _lastExecIds[entry.Instrument] = entry.ExecId;
        EntryCount++;
        return LedgerCode.Posted;
    }

    /// <summary>What stands on an account.</summary>
    public Money Balance(LedgerAccount account) => _balances[IndexOf(account)];

    /// <summary>What stands on an account; zero for an asset that the chart does not have.</summary>
    public Money Balance(int owner, Asset asset, AccountKind kind) =>
        Chart.TryIndexOf(asset, out var index) ? Balance(new(owner, index, kind)) : Money.Zero;

    /// <summary>What an owner has of an asset: cash and inventory.</summary>
    public Money Holding(int owner, Asset asset) =>
        Balance(owner, asset, AccountKind.Cash) + Balance(owner, asset, AccountKind.Inventory);

    /// <summary>What stands on the accounts of one kind, over all owners.</summary>
    public Money Total(Asset asset, AccountKind kind)
    {
        var total = Money.Zero;
        for (var owner = 0; owner <= Chart.StrategyMax; owner++) total += Balance(owner, asset, kind);
        return total;
    }

    /// <summary>All balances that are not zero, by owner, asset and kind.</summary>
    public IEnumerable<LedgerBalance> Balances()
    {
        for (var index = 0; index < _balances.Length; index++)
        {
            if (_balances[index] == Money.Zero) continue;
            var account = index / KindCount;
            var (owner, asset) = (account / Chart.Assets.Length, account % Chart.Assets.Length);
            yield return new(owner, Chart.Assets[asset], (AccountKind)(index % KindCount + 1), _balances[index]);
        }
    }

    /// <summary>Writes the book in a canonical layout: equal books give equal bytes.</summary>
    public void Save(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        writer.Write(_balances.Length);
        writer.Write(_lastExecIds.Length);
        writer.Write(EntryCount);
        foreach (var balance in _balances) writer.Write(balance);
        foreach (var execId in _lastExecIds) writer.Write(execId);
    }

    /// <summary>Reads what <see cref="Save"/> wrote for the same chart.</summary>
    /// <param name="reader">It has failed afterwards when the bytes are no such book, or one that does not balance.</param>
    public void Load(ref StateReader reader)
    {
        if (reader.ReadInt32() != _balances.Length || reader.ReadInt32() != _lastExecIds.Length) reader.Fail();
        EntryCount = reader.ReadInt64();
        Array.Clear(_sums);
        for (var index = 0; index < _balances.Length; index++)
        {
            _balances[index] = reader.ReadMoney();
            ref var sum = ref _sums[index / KindCount % _sums.Length];
            sum = unchecked(sum + _balances[index].Units);
        }

        foreach (ref var execId in _lastExecIds.AsSpan()) execId = reader.ReadUInt64();
        if (!reader.Failed && EntryCount >= 0 && !_sums.AsSpan().ContainsAnyExcept(Int128.Zero)) return;
        reader.Fail();
        Clear();
    }

    private LedgerCode Add(ReadOnlySpan<LedgerPosting> lines)
    {
        for (var count = 0; count < lines.Length; count++)
        {
            var (account, amount) = lines[count];
            ref var balance = ref _balances[IndexOf(account)];
            if (!Money.TryAdd(balance, amount, out var sum))
            {
                TakeBack(lines[..count]);
                return LedgerCode.Overflow;
            }

            balance = sum;
            // Sums may wrap on their way: they end at zero or the book is wrong.
            _sums[account.AssetIndex] = unchecked(_sums[account.AssetIndex] + amount.Units);
        }

        foreach (ref readonly var line in lines)
        {
            if (_sums[line.Account.AssetIndex] == 0) continue;
            TakeBack(lines);
            return LedgerCode.Unbalanced;
        }

        return LedgerCode.Posted;
    }

    private void TakeBack(ReadOnlySpan<LedgerPosting> lines)
    {
        foreach (ref readonly var line in lines)
        {
            ref var balance = ref _balances[IndexOf(line.Account)];
            balance = new(unchecked(balance.Units - line.Amount.Units));
            ref var sum = ref _sums[line.Account.AssetIndex];
            sum = unchecked(sum - line.Amount.Units);
        }
    }

    private int IndexOf(LedgerAccount account) =>
        (account.Owner * Chart.Assets.Length + account.AssetIndex) * KindCount + (int)account.Kind - 1;

    private void Clear()
    {
        Array.Clear(_balances);
        Array.Clear(_sums);
        Array.Clear(_lastExecIds);
        EntryCount = 0;
    }
}
