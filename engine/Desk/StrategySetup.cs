namespace Trading.Desk;

/// <summary>A strategy of a desk.</summary>
/// <param name="Name">Its name in the desk session, such as <c>mm-1</c>: lower-case letters, digits and '-'.</param>
/// <param name="Text">What it is: <c>name</c> or <c>name:parameter=value,parameter=value</c> of the catalogue.</param>
public sealed record StrategySetup(string Name, string Text);
