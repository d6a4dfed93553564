using System;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.InteropServices;
using Trading.Durable;
using Trading.Invariants;
using Trading.Model;
using Trading.Orders;

namespace Trading.Faults;

/// <summary>
/// Strategies that trade on one account with a venue. In the end the venue's own record decides: it saw only what the account
/// intended, and each of its fills is in the account's books once.
/// </summary>
internal sealed class VenueScene : FaultScene
{
    private const string Account = "venue/main";
    private const int FlowVariants = 8;
    private const int FlowEvents = 1_600;
    private static readonly MarketFlow?[] Flows = new MarketFlow[FlowVariants];
    private static readonly DurableLimits Limits = new() { AnswersPerClient = 6, SnapshotRecords = 250, BlockBytesMax = 16 * 1024 };
    private FaultWorld? _world;
    private SimulatedVenue? _venue;
    private ImmutableArray<VenueStrategy> _strategies = [];

    public override ImmutableArray<NodeSpec> Specs { get; } = [new(Account, static () => new AccountNode(), Limits)];

    public override int Callers => 1 + AccountNode.Strategies;

    public override long Commands => _strategies.Sum(strategy => strategy.Acknowledged);

    public override long CommandsMin => 2_500;

    public override bool IsSettled =>
        _world is not null && _venue is { IsHeard: true } && _strategies.All(strategy => strategy.IsSettled)
        && _venue.Cursor == _world.WitnessOf(Account).SentTo(AccountNode.Venue)
        && Books(_world).LastExecId == (ulong)_venue.Truth.Count;

    public override void Begin(FaultWorld world)
    {
        _world = world;
        var variant = (int)(world.Config.Seed % FlowVariants);
        var flow = Flows[variant] ??= MarketFlow.Draw(100 + (ulong)variant, FlowEvents);
        var venue = _venue = new SimulatedVenue(world, world.StorePlace + 1, Account, flow);
        _strategies =
        [
            .. Enumerable.Range(1, AccountNode.Strategies).Select(number =>
                new VenueStrategy(world, world.StorePlace + 1 + number, Account, number, Limits.AnswersPerClient, venue)),
        ];
    }

    public override void Rest()
    {
        foreach (var strategy in _strategies) strategy.Rest();
        _venue?.Rest();
    }

    public override void Strike(FaultKind kind, long forNs) => _venue?.Slow(forNs);

    public override UInt128? OutputOf(string source, string target, ulong sequence) => _venue?.SentUnder(sequence);

    public override ulong DeliveredTo(string target, string source) => _venue?.Cursor ?? 0;

    public override void Deliver(
        SimulatedSilo from, string source, string target, ulong sequence, ReadOnlyMemory<byte> payload, Action<ulong> covered)
    {
        if (_world is not { } world || _venue is not { } venue) return;
        var place = world.StorePlace + 1;
        world.Network.Send(from.Place, place, ProtocolStep.Delivering, () => venue.Take(sequence, payload, cursor =>
            world.Network.Send(place, from.Place, ProtocolStep.Delivering, () => from.Run(() => covered(cursor)))));
    }

    public override void Look(FaultWorld world)
    {
        var books = Books(world);
        var violation = LedgerInvariants.Check(books.Ledger) ?? PortfolioInvariants.Check(books.Portfolio, books.Ledger);
        if (violation is not null) world.Violate(violation.Invariant, violation.Detail);
    }

    public override void Check(FaultWorld world)
    {
        if (_venue is not { } venue) return;
        var (books, fills, chain) = (Books(world), 0L, (UInt128)0);
        var positions = new long[AccountNode.Strategies + 1];
        foreach (var report in venue.Truth)
        {
            if (report.ExecType != ExecType.Trade) continue;
            fills++;
            chain = StateHasher.Chain(chain, MemoryMarshal.AsBytes([report]));
            positions[report.ClientOrderId.Strategy] += report.Side.Sign() * report.LastQty;
        }

        if (books.Fills != fills || books.FillChain != chain)
        {
            world.Violate(WorldInvariants.FillsAreBooked, $"the venue made {fills} fills, {books.Fills} are booked");
        }

        for (var owner = 1; owner <= AccountNode.Strategies; owner++)
        {
            var held = books.Portfolio.PositionOf(owner, 0).Quantity;
            if (held == positions[owner]) continue;
            world.Violate(WorldInvariants.FillsAreBooked, $"strategy {owner} holds {held}, by the venue {positions[owner]}");
        }

        if (books.Orders.OpenCount != venue.OpenOrders)
        {
            world.Violate(WorldInvariants.OrdersAreIntended, $"{books.Orders.OpenCount} orders are open here, {venue.OpenOrders} at the venue");
        }
    }

    private static AccountNode Books(FaultWorld world) =>
        world.WitnessOf(Account).Node as AccountNode ?? throw new InvalidOperationException("the account is no account");
}
