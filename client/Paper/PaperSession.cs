using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Orleans;
using Trading.Desk;
using Trading.Durable;
using Trading.GrainInterfaces;

namespace Trading.Client.Paper;

/// <summary>A session's grains, for whoever plays or watches it.</summary>
/// <param name="grains">Finds them.</param>
/// <param name="name">The session's name; one that <see cref="GrainKey.IsSession"/> accepts.</param>
/// <param name="header">The session.</param>
internal sealed class PaperSession(IGrainFactory grains, string name, SessionHeader header)
{
    private static readonly byte[] StatusQuery = [3];

    /// <summary>The desk.</summary>
    public IDeskGrain Desk { get; } = grains.GetGrain<IDeskGrain>($"{name}/{IDeskGrain.Name}");

    /// <summary>The desk's own node.</summary>
    public IDeskNodeGrain Timeline { get; } = DeskNodes.Of(grains, name, TradingDesk.ControlName);

    /// <summary>The market of an instrument.</summary>
    public IMarketGrain Market(int instrument) =>
        grains.GetGrain<IMarketGrain>($"{name}/{DeskMarkets.NameOf(header.Config.Listings[instrument])}");

    /// <summary>What the cluster knows of a session of this name.</summary>
    public Task<SessionLookup> LookUpAsync() => SessionLookup.AskAsync(Desk);

    /// <summary>The committed state of every node, in the order of their names.</summary>
    /// <returns>Null while one of them does not answer.</returns>
    public async Task<ImmutableArray<byte[]>?> StatesAsync()
    {
        var answers = await Task.WhenAll(TradingDesk.NodeNames(header.Config).Select(node => ReadAsync(node, SessionNode.StateQuery)));
        return answers.Any(answer => answer is null) ? null : [.. answers.Select(answer => answer ?? [])];
    }

    /// <summary>What the strategies say of themselves, in the order of their numbers; null for one that does not answer.</summary>
    public async Task<ImmutableArray<StrategyStatus?>> StrategiesAsync()
    {
        var answers = await Task.WhenAll(header.Config.Strategies.Select(setup => ReadAsync("strategy/" + setup.Name, StatusQuery)));
        return [.. answers.Select(answer => StrategyStatus.Read(answer))];
    }

    private async Task<byte[]?> ReadAsync(string node, byte[] query)
    {
        var answer = await DeskNodes.Of(grains, name, node).Read(query);
        return answer.Status == ReplyStatus.Answered ? answer.Payload : null;
    }
}
