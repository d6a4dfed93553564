using Trading.Risk;

namespace Trading.Desk;

/// <summary>What an operator orders. The numbers stand in journals: they are stable and never reused.</summary>
public enum CommandKind : byte
{
    /// <summary>Nothing but cancels: what is open is canceled, by the strategy and by the account.</summary>
    Halt = 1,

    /// <summary>Only orders that reduce positions pass; what is open stays.</summary>
    Reduce = 2,

    /// <summary>Trade again. Losses and peaks are counted from here; it needs a reason.</summary>
    Resume = 3,

    /// <summary>Reduce, cancel what is open, and close every position by reduce-only market orders.</summary>
    Flatten = 4,
}

/// <summary>What commands do to a trading state.</summary>
internal static class CommandKinds
{
    /// <summary>The state after a command. Only Resume and Flatten lift a halt: they are what an operator leaves one by.</summary>
    public static TradingState After(this CommandKind kind, TradingState state) => kind switch
    {
        CommandKind.Halt => TradingState.Halted,
        CommandKind.Reduce => state == TradingState.Halted ? TradingState.Halted : TradingState.Reducing,
        CommandKind.Resume => TradingState.Active,
        CommandKind.Flatten => TradingState.Reducing,
    };
}
