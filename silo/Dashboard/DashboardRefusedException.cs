using System;

namespace Trading.Silo.Dashboard;

/// <summary>The silo does not start because its dashboard could not be kept to those who may see it.</summary>
/// <param name="message">What is wrong, and what to do about it.</param>
public sealed class DashboardRefusedException(string message) : Exception(message);
