namespace Trading.Strategy;

/// <summary>Why a strategy's configuration was refused. The numbers are stable.</summary>
public enum StrategyConfigRule : byte
{
    /// <summary>The text is not <c>name=value,name=value</c>.</summary>
    Malformed = 1,

    /// <summary>No strategy has this name.</summary>
    UnknownStrategy = 2,

    /// <summary>The strategy has no such parameter.</summary>
    UnknownParameter = 3,

    /// <summary>A parameter is given twice.</summary>
    DuplicateParameter = 4,

    /// <summary>The value is not of the parameter's kind.</summary>
    BadValue = 5,

    /// <summary>The value is outside the parameter's range.</summary>
    OutOfRange = 6,

    /// <summary>The values contradict each other, or do not fit the instrument.</summary>
    Inconsistent = 7,

    /// <summary>A strategy of this name exists already.</summary>
    NameClash = 8,

    /// <summary>A factory declares a name or parameter that cannot be.</summary>
    BadFactory = 9,

    /// <summary>A factory threw.</summary>
    FactoryThrew = 10,
}

/// <summary>A strategy's configuration that cannot be used.</summary>
/// <param name="Rule">The broken rule.</param>
/// <param name="Strategy">The strategy's name.</param>
/// <param name="Parameter">The parameter's name; empty where it is none.</param>
/// <param name="Value">The refused text.</param>
/// <param name="Allowed">What is allowed instead.</param>
public sealed record StrategyConfigError(
    StrategyConfigRule Rule, string Strategy, string Parameter, string Value, string Allowed)
{
    /// <summary>One line for people.</summary>
    public override string ToString()
    {
        var subject = Parameter.Length == 0 ? Value : $"{Parameter}={Value}";
        return Strategy.Length == 0 ? $"{subject}: {Rule}; {Allowed}" : $"{Strategy}: {subject}: {Rule}; {Allowed}";
    }
}
