using System;
using System.IO;
using System.Linq;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Trading.Model;

namespace Trading.Silo.Tls;

/// <summary>
/// Who we are and whom we believe: mutual TLS under one private authority. A silo's certificate carries the name
/// <see cref="SiloName"/>; without it one is a client, which no silo takes for a silo.
/// </summary>
public sealed class TlsIdentity
{
    /// <summary>The name in every silo's certificate, whatever its address.</summary>
    public const string SiloName = "silo.orleans-trading";

    private readonly SslStreamCertificateContext _own;
    private readonly X509Certificate2Collection _authorities;

    private TlsIdentity(SslStreamCertificateContext own, X509Certificate2Collection authorities)
    {
        _own = own;
        _authorities = authorities;
    }

    /// <summary>Reads the files.</summary>
    /// <returns>The identity, or what is wrong with which file.</returns>
    public static Result<TlsIdentity, string> Load(TlsSettings settings)
    {
        if (OpenToOthers(settings.Key)) return $"the key {settings.Key} can be read by others: chmod 600 it.";
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(settings.Authority);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(settings.Certificate);
            var own = X509Certificate2.CreateFromPemFile(settings.Certificate, settings.Key);
            return authorities.Count == 0
                ? $"{settings.Authority} holds no certificate."
                : new TlsIdentity(SslStreamCertificateContext.Create(own, chain, offline: true), authorities);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return $"the TLS files cannot be used: {error.Message.ReplaceLineEndings(" ")}";
        }
    }

    /// <summary>How to take a connection.</summary>
    /// <param name="fromSilosOnly">Whether a client's certificate is refused.</param>
    internal SslServerAuthenticationOptions ServerOptions(bool fromSilosOnly) => new()
    {
        ServerCertificateContext = _own,
        ClientCertificateRequired = true,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, certificate, chain, _) => IsTrusted(certificate, chain, fromSilosOnly),
    };

    /// <summary>How to open a connection to a silo.</summary>
    internal SslClientAuthenticationOptions ClientOptions() => new()
    {
        TargetHost = SiloName,
        ClientCertificateContext = _own,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, certificate, chain, _) => IsTrusted(certificate, chain, mustBeSilo: true),
    };

    /// <summary>Signed by our authority, valid now, and with the silo's name where one is needed.</summary>
    private bool IsTrusted(X509Certificate? certificate, X509Chain? sent, bool mustBeSilo)
    {
        if (certificate is not X509Certificate2 peer) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        foreach (var element in sent?.ChainElements.AsEnumerable() ?? []) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(peer) && (!mustBeSilo || peer.MatchesHostname(SiloName, allowWildcards: false, allowCommonName: false));
    }

    private static bool OpenToOthers(string path)
    {
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        return !OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & Others) != 0;
    }
}
