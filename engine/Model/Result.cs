using System;
using System.Diagnostics.CodeAnalysis;

namespace Trading.Model;

/// <summary>A value, or the typed reason why there is none. Errors at the boundary are values; exceptions are bugs.</summary>
/// <typeparam name="TValue">The value on success.</typeparam>
/// <typeparam name="TError">The reason on refusal.</typeparam>
public readonly struct Result<TValue, TError> : IEquatable<Result<TValue, TError>>
    where TValue : notnull
    where TError : notnull
{
    private readonly TValue? _value;
    private readonly TError? _error;

    private Result(TValue? value, TError? error)
    {
        _value = value;
        _error = error;
    }

    /// <summary>True with the value in hand; false with the error in hand.</summary>
    public bool TryGet([NotNullWhen(true)] out TValue? value, [NotNullWhen(false)] out TError? error)
    {
        value = _value;
        error = _error;
        // A struct error or value is never null: the flag that decides is which constructor ran.
        return IsOk;
    }

    /// <summary>True when there is a value.</summary>
    public bool IsOk { get; private init; }

    /// <summary>Success, where the value's type is an interface, which C# does not convert implicitly.</summary>
    public static Result<TValue, TError> Ok(TValue value) => new(value, default) { IsOk = true };

    /// <summary>Success.</summary>
    public static implicit operator Result<TValue, TError>(TValue value) => new(value, default) { IsOk = true };

    /// <summary>Refusal.</summary>
    public static implicit operator Result<TValue, TError>(TError error) => new(default, error);

    /// <summary>Same outcome.</summary>
    public bool Equals(Result<TValue, TError> other) =>
        IsOk == other.IsOk && Equals(_value, other._value) && Equals(_error, other._error);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Result<TValue, TError> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => IsOk ? _value?.GetHashCode() ?? 0 : _error?.GetHashCode() ?? 0;

    /// <summary>Same outcome.</summary>
    public static bool operator ==(Result<TValue, TError> left, Result<TValue, TError> right) => left.Equals(right);

    /// <summary>Another outcome.</summary>
    public static bool operator !=(Result<TValue, TError> left, Result<TValue, TError> right) => !left.Equals(right);
}
