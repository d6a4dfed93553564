using System;
using System.Linq;
using System.Text;
using Trading.Invariants;
using Trading.Orders;
using Trading.Strategy;
using Xunit;

namespace Trading.Architecture.Tests;

/// <summary>Documents that are made from code stand in the repository as the code would make them now.</summary>
public sealed class GeneratedTests
{
    [Fact]
    public void The_invariants_document_is_the_catalogue()
    {
        var text = new StringBuilder();
        text.Append("# Invariants\n\nGenerated from `engine/Invariants`; `UPDATE_GENERATED=1 tests/run` writes it anew.\n");
        text.Append("The hundreds of a number name the room: 1 book, 2 orders, 3 durable nodes, 4 channels, 5 journals,\n6 ledger, 7 portfolio, 8 risk, 9 execution, 10 worlds of the fault simulator.\n\n");
        text.Append("A number with a star is watched in every silo, too, at every input or snapshot: what breaks it is not recorded, and halts the node\n");
        text.Append("([design/DURABLE.md](design/DURABLE.md#watched-nodes)). 301 to 308 and 501 to 507 are enforced there by how the machine is built.\n\n");
        text.Append("| number | name | holds always | checked in |\n|---|---|---|---|\n");
        var watched = WatchedBook.Watches.Concat(WatchedSession.Watches).ToHashSet();
        foreach (var invariant in InvariantCatalog.All)
        {
            text.Append($"| {invariant.Number}{(watched.Contains(invariant) ? "*" : "")} | {invariant.Name} | {invariant.Sentence} | {CheckedIn(invariant)} |\n");
        }

        Assert.True(Repository.IsUpToDate("docs/INVARIANTS.md", text.ToString()), "docs/INVARIANTS.md is not what the code says");
    }

    [Fact]
    public void Invariants_have_unique_numbers_and_say_one_sentence()
    {
        var all = InvariantCatalog.All;
        Assert.Equal(all.Select(invariant => invariant.Number).Distinct().Order(), all.Select(invariant => invariant.Number));
        Assert.All(all, invariant => Assert.EndsWith(".", invariant.Sentence));
    }

    [Fact]
    public void The_life_cycle_diagram_is_the_table()
    {
        var text = "# Life cycle of an order\n\nGenerated from `engine/Orders/OrderLifecycle.cs`; `UPDATE_GENERATED=1 tests/run` writes it"
            + " anew.\nWhat is not drawn is illegal and is answered by a typed error that names status, event and reason.\n\n```mermaid\n"
            + LifecycleDiagram.ToMermaid() + "```\n";
        Assert.True(Repository.IsUpToDate("docs/design/ORDERS.md", text), "docs/design/ORDERS.md is not what the table says");
    }

    [Fact]
    public void The_strategies_document_is_the_catalogue()
    {
        var text = new StringBuilder();
        text.Append("# The strategies and their parameters\n\nGenerated from `StrategyCatalog`; `UPDATE_GENERATED=1 tests/run` writes it anew.\n");
        text.Append("A strategy is chosen as `name` or `name:parameter=value,parameter=value`. Durations carry their unit: `250ms`, `10s`, `1.5m`.\n");
        text.Append("How each works: [STRATEGY.md](STRATEGY.md).\n");
        foreach (var factory in StrategyCatalog.Standard.Factories)
        {
            text.Append($"\n## `{factory.Name}`\n\n{factory.Summary}\n\n| parameter | unit | default | range | what it does |\n|---|---|---|---|---|\n");
            foreach (var each in factory.Parameters)
            {
                text.Append($"| `{each.Name}` | {each.Unit} | {each.Default} | {each.Range} | {each.Sentence} |\n");
            }
        }

        Assert.True(Repository.IsUpToDate("docs/design/STRATEGIES.md", text.ToString()), "docs/design/STRATEGIES.md is not the catalogue");
    }

    [Fact]
    public void The_glossary_names_every_status_and_reason()
    {
        var glossary = Repository.Read("docs/GLOSSARY.md");
        var words = Enum.GetNames<OrderStatus>().Concat(Enum.GetNames<OrderReason>());
        Expect.None(words.Where(word => !glossary.Contains($"`{word}`", StringComparison.Ordinal)));
    }

    private static string CheckedIn(Invariant invariant) => (invariant.Number / 100) switch
    {
        1 => "`tests/Engine/Exchange` (both books, after every command of random streams)",
        2 => "`tests/Engine/Orders` (random valid and invalid moves)",
        3 => "`tests/Engine/Durable` (random interleavings of two nodes, judged by an oracle)",
        4 => "`tests/Engine/Channels` (random pipes that drop, repeat and reorder)",
        5 => "`tests/Journal` (power cuts at every step, every call failing, damage byte by byte)",
        6 => "`tests/Engine/Ledger` (after every entry of random fill streams)",
        7 => "`tests/Engine/Portfolio` (after every fill of random streams, against the ledger)",
        8 => "`tests/Engine/Capital`, `tests/Engine/Backtest` (after every step of desks whose strategies want all they can get)",
        9 => "`tests/Engine/Exchange/Execution` (both models, every report of random streams), `tests/Engine/Backtest`",
        _ => "`engine/Faults` (every seed of `trading faults run`), `tests/Simulation`",
    };
}
