using System;

namespace Trading.Model;

/// <summary>Why an asset's code was refused.</summary>
public enum AssetError : byte
{
    /// <summary>Empty, or longer than <see cref="Asset.LengthMax"/>.</summary>
    BadLength = 1,

    /// <summary>A character outside A–Z and 0–9.</summary>
    BadCharacter = 2,
}

/// <summary>A currency or coin by its canonical code, as in <c>BTC</c> or <c>USDT</c>.</summary>
public readonly record struct Asset : IComparable<Asset>
{
    /// <summary>The most characters of a code.</summary>
    public const int LengthMax = 16;

    private Asset(string code) => Code = code;

    /// <summary>The code in upper case.</summary>
    public string Code { get; }

    /// <summary>Checks and makes an asset; lower-case letters become upper-case.</summary>
    public static Result<Asset, AssetError> Create(string code)
    {
        if (code.Length is 0 or > LengthMax) return AssetError.BadLength;
        foreach (var c in code)
        {
            if (!char.IsAsciiLetterOrDigit(c)) return AssetError.BadCharacter;
        }

        return new Asset(code.ToUpperInvariant());
    }

    /// <summary>Orders by code points.</summary>
    public int CompareTo(Asset other) => string.CompareOrdinal(Code, other.Code);

    /// <summary>The code.</summary>
    public override string ToString() => Code;
}
