using System.CommandLine;

namespace Trading.Client.Bench;

/// <summary>The flags that say how durable orders come, and where their journals lie.</summary>
internal sealed class DurableLoadFlags
{
    private readonly Option<int> _batch = Positive("--batch", "Orders per call, up to 4096.", 256);
    private readonly Option<int> _clients = Positive("--clients", "Callers, each with a book of its own.", 2);
    private readonly Option<int> _inFlight = Positive("--in-flight", "Calls that each caller has on their way, up to 32.", 8);
    private readonly Option<string> _dataDirectory = new("--data-dir")
    {
        Description = "A folder on the disk to use; a fresh folder is made in it, and removed.",
        DefaultValueFactory = _ => ".",
    };

    /// <summary>Adds the flags to a command.</summary>
    public void AddTo(Command command)
    {
        _batch.Require(value => value <= 4096, "--batch: a book takes at most 4096 orders in a call.");
        _inFlight.Require(value => value <= 32, "--in-flight: a book remembers 32 answers of a caller.");
        foreach (var option in (Option[])[_batch, _clients, _inFlight, _dataDirectory]) command.Add(option);
    }

    /// <summary>Orders per call.</summary>
    public int BatchOf(ParseResult parsed) => parsed.GetValue(_batch);

    /// <summary>Callers.</summary>
    public int ClientsOf(ParseResult parsed) => parsed.GetValue(_clients);

    /// <summary>Calls that each caller has on their way.</summary>
    public int InFlightOf(ParseResult parsed) => parsed.GetValue(_inFlight);

    /// <summary>Where a fresh folder is made.</summary>
    public string DataDirectoryOf(ParseResult parsed) => parsed.GetRequiredValue(_dataDirectory);

    /// <summary>An option of a whole number from 1 on.</summary>
    public static Option<int> Positive(string name, string description, int usual)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Require(value => value >= 1, $"{name} must be positive.");
        return option;
    }
}
