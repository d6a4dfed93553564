using System.Diagnostics.CodeAnalysis;

namespace Trading.Orders;

/// <summary>
/// The open orders of an <see cref="OrderTable"/> in the order of their ids, all or filtered; enumerating allocates
/// nothing. It is valid until the next order opens or closes.
/// </summary>
public readonly ref struct OpenOrders
{
    private readonly OrderTable _table;
    private readonly int _strategyFirst;
    private readonly int _strategyLast;
    private readonly int _list;

    // A list below zero means every order of the strategy, else its list of one instrument's side.
    internal OpenOrders(OrderTable table, int strategyFirst, int strategyLast, int list) =>
        (_table, _strategyFirst, _strategyLast, _list) = (table, strategyFirst, strategyLast, list);

    /// <summary>Starts.</summary>
    public Enumerator GetEnumerator() => new(_table, _strategyFirst, _strategyLast, _list);

    /// <summary>Walks the orders.</summary>
    [SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "The shape that foreach knows.")]
    public ref struct Enumerator
    {
        private readonly OrderTable _table;
        private readonly int _strategyLast;
        private readonly int _list;
        private int _strategy;
        private int _slot;

        internal Enumerator(OrderTable table, int strategyFirst, int strategyLast, int list) =>
            (_table, _strategy, _strategyLast, _list) = (table, strategyFirst - 1, strategyLast, list);

        /// <summary>The order that was reached.</summary>
        public readonly ref readonly OrderEntry Current => ref _table.At(_slot);

        /// <summary>Goes to the next order.</summary>
        /// <returns>False after the last.</returns>
        public bool MoveNext()
        {
            if (_slot != 0) _slot = _list < 0 ? _table.NextOfStrategy(_slot) : _table.NextOfSide(_slot);
            while (_slot == 0 && _strategy < _strategyLast)
            {
                _strategy++;
                _slot = _list < 0 ? _table.FirstOfStrategy(_strategy) : _table.FirstOfSide(_strategy, _list);
            }

            return _slot != 0;
        }
    }
}
