namespace Trading.Silo.Tls;

/// <summary>The files of one party's identity, all in PEM.</summary>
/// <param name="Certificate">Its certificate, with intermediate ones if there are any.</param>
/// <param name="Key">Its private key; readable by its owner only.</param>
/// <param name="Authority">The certificates of the authority that both sides must be signed by.</param>
public sealed record TlsSettings(string Certificate, string Key, string Authority);
