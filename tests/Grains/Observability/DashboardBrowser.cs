using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Xunit;

namespace Trading.Tests.Grains.Observability;

/// <summary>Asks a silo's dashboard: follows nothing and keeps no cookie by itself.</summary>
internal sealed class DashboardBrowser(int port) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    /// <summary>Asks with what is given, and nothing else.</summary>
    public async Task<HttpResponseMessage> GetAsync(
        string path, string? token = null, string? session = null, string? header = null, string? value = null, string verb = "GET")
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), $"http://127.0.0.1:{port}{path}");
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", token);
        if (session is not null) request.Headers.TryAddWithoutValidation("Cookie", $"trading-dashboard-{port}={session}");
        if (header is not null) request.Headers.TryAddWithoutValidation(header, value);
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Sends the login form, as its page does.</summary>
    public async Task<HttpResponseMessage> LogInAsync(string token, string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}/login")
        {
            Content = new FormUrlEncodedContent([new KeyValuePair<string, string>("token", token)]),
        };
        request.Headers.TryAddWithoutValidation("Origin", origin ?? $"http://127.0.0.1:{port}");
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", "same-origin");
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The value of the one cookie that an answer sets; the answer forgets it.</summary>
    public static string SessionOf(HttpResponseMessage answer)
    {
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        string[] parts = ["path=/", "samesite=strict", "httponly"];
        Assert.Equal(parts, cookie.Split("; ").Skip(1));
        answer.Headers.Remove("Set-Cookie");
        return cookie.Split(';')[0].Split('=')[1];
    }

    public void Dispose() => _http.Dispose();
}
