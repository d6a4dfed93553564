using System;
using System.Threading;
using System.Threading.Tasks;
using Trading.Model;

namespace Trading.Client.Chaos;

/// <summary>More load than the system can carry.</summary>
internal static class OverloadRun
{
    public static Task<Result<ChaosResult, string>> RunAsync(ChaosPlan plan, Action<string> tell, CancellationToken cancellation) =>
        Task.FromResult<Result<ChaosResult, string>>("not yet");
}
