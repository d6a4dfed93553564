using Trading.Orders;

namespace Trading.Exchange;

/// <summary>The venue's own risk check: whatever a simulation wants to have refused at the venue.</summary>
public interface IVenueRisk
{
    /// <summary>Judges a new order or a replacement that passed the exchange's other rules.</summary>
    /// <param name="intent">The order.</param>
    /// <param name="timeNs">When it arrived, UNIX nanoseconds.</param>
    /// <returns>None to let it pass; otherwise why it is refused. A function of its arguments and of state that its owner
    /// saves: anything else breaks determinism.</returns>
    OrderReason Check(in OrderIntent intent, long timeNs);
}
