using System;

namespace Trading.Strategy;

/// <summary>Which of our own risk rules denied an intent, and the numbers that it compared, in the rule's own unit.</summary>
/// <param name="Rule">The rule's stable number; 0 when nothing was denied.</param>
/// <param name="Value">What would have been.</param>
/// <param name="Limit">What is allowed.</param>
public readonly record struct RiskVerdict(int Rule, Int128 Value, Int128 Limit);
