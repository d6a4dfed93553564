namespace Trading.Orders;

/// <summary>The ends of a list of slots; 0 for none.</summary>
internal struct OrderList
{
    public int First;
    public int Last;
}

/// <summary>A slot's neighbours in one list; 0 for none.</summary>
internal struct OrderLink
{
    public int Previous;
    public int Next;

    /// <summary>Puts a slot at the end of a list.</summary>
    public static void Append(ref OrderList list, OrderLink[] links, int slot)
    {
        links[slot] = new OrderLink { Previous = list.Last };
        if (list.Last == 0) list.First = slot;
        else links[list.Last].Next = slot;
        list.Last = slot;
    }

    /// <summary>Takes a slot out of its list.</summary>
    public static void Remove(ref OrderList list, OrderLink[] links, int slot)
    {
        var link = links[slot];
        if (link.Previous == 0) list.First = link.Next;
        else links[link.Previous].Next = link.Next;
        if (link.Next == 0) list.Last = link.Previous;
        else links[link.Next].Previous = link.Previous;
        links[slot] = default;
    }
}
