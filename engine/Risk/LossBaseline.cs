using Trading.Model;

namespace Trading.Risk;

/// <summary>
/// What losses and falls are counted from: the beginning, with nothing won or lost, until an operator resumes trading; then what
/// the strategy was worth there. Without it a resumed strategy would be halted again at the next mark.
/// </summary>
public struct LossBaseline
{
    private Money _start;
    private Money _peak;
    private bool _isOpen;

    /// <summary>Counts from the next valuation on.</summary>
    public void Reset() => _isOpen = true;

    /// <summary>Takes what the strategy has won since the session's beginning.</summary>
    /// <param name="profit">Negative for a loss.</param>
    /// <returns>What is lost since the baseline, negative for a profit, and how far the peak since then is above.</returns>
    public (Money Loss, Money Drawdown) Take(Money profit)
    {
        if (_isOpen) (_start, _peak, _isOpen) = (profit, profit, false);
        if (profit > _peak) _peak = profit;
        return (_start - profit, _peak - profit);
    }

    /// <summary>Writes the state.</summary>
    public readonly void Save(StateWriter writer)
    {
        writer.Write(_start);
        writer.Write(_peak);
        writer.Write(_isOpen);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static LossBaseline Read(ref StateReader reader) =>
        new() { _start = reader.ReadMoney(), _peak = reader.ReadMoney(), _isOpen = reader.ReadBool() };
}
