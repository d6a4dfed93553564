namespace Trading.Model;

/// <summary>Why an instrument's rules were refused.</summary>
public enum InstrumentError : byte
{
    /// <summary>A scale is outside 0 to 18, or both together exceed 28.</summary>
    BadScale = 1,

    /// <summary>The tick size is not positive.</summary>
    BadTickSize = 2,

    /// <summary>The lot size is not positive.</summary>
    BadLotSize = 3,

    /// <summary>MinQuantity or MaxQuantity is not positive, not a multiple of the lot size, or out of order.</summary>
    BadQuantityRange = 4,

    /// <summary>MinNotional is negative.</summary>
    BadMinNotional = 5,
}

/// <summary>Why an order's numbers do not fit an instrument.</summary>
public enum InstrumentRule : byte
{
    /// <summary>They fit.</summary>
    Ok = 0,

    /// <summary>The price is not positive.</summary>
    PriceNotPositive = 1,

    /// <summary>The price is not a multiple of the tick size.</summary>
    PriceOffTick = 2,

    /// <summary>The quantity is not a multiple of the lot size.</summary>
    QuantityOffLot = 3,

    /// <summary>The quantity is below MinQuantity.</summary>
    QuantityTooSmall = 4,

    /// <summary>The quantity is above MaxQuantity.</summary>
    QuantityTooLarge = 5,

    /// <summary>Price × quantity is below MinNotional.</summary>
    NotionalTooSmall = 6,
}

/// <summary>An instrument and its exchange's rules. All prices and quantities of it are integers at its two scales.</summary>
public sealed record Instrument
{
    private Instrument(InstrumentId id) => Id = id;

    /// <summary>Exchange and symbol.</summary>
    public InstrumentId Id { get; }

    /// <summary>Spot or perpetual.</summary>
    public InstrumentKind Kind { get; private init; }

    /// <summary>Decimal places of a price unit.</summary>
    public int PriceScale { get; private init; }

    /// <summary>Decimal places of a quantity unit.</summary>
    public int QuantityScale { get; private init; }

    /// <summary>Prices are multiples of it.</summary>
    public Price TickSize { get; private init; }

    /// <summary>Quantities are multiples of it.</summary>
    public Quantity LotSize { get; private init; }

    /// <summary>The smallest order.</summary>
    public Quantity MinQuantity { get; private init; }

    /// <summary>The largest order.</summary>
    public Quantity MaxQuantity { get; private init; }

    /// <summary>The smallest price × quantity of an order; zero when there is no such rule.</summary>
    public Notional MinNotional { get; private init; }

    /// <summary>Checks and makes an instrument.</summary>
    /// <param name="id">Exchange and symbol.</param>
    /// <param name="kind">Spot or perpetual.</param>
    /// <param name="priceScale">Decimal places of a price unit, 0 to 18.</param>
    /// <param name="quantityScale">Decimal places of a quantity unit, 0 to 18.</param>
    /// <param name="tickSize">Prices are multiples of it; positive.</param>
    /// <param name="lotSize">Quantities are multiples of it; positive.</param>
    /// <param name="minQuantity">The smallest order; a positive multiple of the lot size.</param>
    /// <param name="maxQuantity">The largest order; a multiple of the lot size, not below the smallest.</param>
    /// <param name="minNotional">The smallest price × quantity; zero for no rule.</param>
    public static Result<Instrument, InstrumentError> Create(
        InstrumentId id,
        InstrumentKind kind,
        int priceScale,
        int quantityScale,
        Price tickSize,
        Quantity lotSize,
        Quantity minQuantity,
        Quantity maxQuantity,
        Notional minNotional)
    {
        if (priceScale is < 0 or > DecimalText.ScaleMax || quantityScale is < 0 or > DecimalText.ScaleMax
            || priceScale + quantityScale > 28)
        {
            return InstrumentError.BadScale;
        }

        if (tickSize.Units <= 0) return InstrumentError.BadTickSize;
        if (lotSize.Units <= 0) return InstrumentError.BadLotSize;
        if (minQuantity.Units <= 0 || minQuantity.Units % lotSize.Units != 0
            || maxQuantity < minQuantity || maxQuantity.Units % lotSize.Units != 0)
        {
            return InstrumentError.BadQuantityRange;
        }

        if (minNotional < Notional.Zero) return InstrumentError.BadMinNotional;
        return new Instrument(id)
        {
            Kind = kind,
            PriceScale = priceScale,
            QuantityScale = quantityScale,
            TickSize = tickSize,
            LotSize = lotSize,
            MinQuantity = minQuantity,
            MaxQuantity = maxQuantity,
            MinNotional = minNotional,
        };
    }

    /// <summary>Checks a quantity against lot size, minimum and maximum.</summary>
    public InstrumentRule Check(Quantity quantity)
    {
        if (quantity < MinQuantity) return InstrumentRule.QuantityTooSmall;
        if (quantity > MaxQuantity) return InstrumentRule.QuantityTooLarge;
        return LotSize.Units == 1 || quantity.Units % LotSize.Units == 0 ? InstrumentRule.Ok : InstrumentRule.QuantityOffLot;
    }

    /// <summary>Checks a price against the tick size.</summary>
    public InstrumentRule Check(Price price)
    {
        if (price.Units <= 0) return InstrumentRule.PriceNotPositive;
        return TickSize.Units == 1 || price.Units % TickSize.Units == 0 ? InstrumentRule.Ok : InstrumentRule.PriceOffTick;
    }

    /// <summary>Checks price, quantity and their product.</summary>
    public InstrumentRule Check(Price price, Quantity quantity)
    {
        var rule = Check(price);
        if (rule == InstrumentRule.Ok) rule = Check(quantity);
        if (rule != InstrumentRule.Ok || MinNotional.Units == 0) return rule;
        return price * quantity < MinNotional ? InstrumentRule.NotionalTooSmall : InstrumentRule.Ok;
    }
}
