using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization.Configuration;
using Trading.GrainInterfaces;
using Trading.Silo;
using Trading.Silo.Dashboard;
using Trading.Tests.Grains.Cluster;
using Xunit;

namespace Trading.Tests.Grains.Observability;

/// <summary>Orleans' dashboard is there for whoever asks for it and has its token, and for nobody else.</summary>
public sealed class OrleansDashboardTests : IDisposable
{
    private const string Library = "Orleans.Dashboard";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("trading-dashboard-");

    private string TokenFile => Path.Combine(_folder.FullName, "dashboard.token");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_silo_has_all_of_it_or_nothing(bool isOn)
    {
        await using var silo = await StartAsync(isOn);
        var services = silo.Services;
        var manifest = services.GetRequiredService<IOptions<TypeManifestOptions>>().Value;
        string[] found =
        [
            .. services.GetServices<IIncomingGrainCallFilter>().Select(NameOf).Where(IsOfTheLibrary).Select(_ => "filter"),
            .. services.GetServices<IHostedService>().Select(NameOf).Where(IsOfTheLibrary).Select(_ => "host"),
            .. services.GetServices<IHostedService>().OfType<DashboardServer>().Select(_ => "server"),
            .. manifest.InterfaceImplementations.Concat(manifest.Interfaces)
                .Select(type => type.Assembly.GetName().Name).Where(IsOfTheLibrary).Distinct().Select(_ => "types"),
            .. services.GetRequiredService<IClusterManifestProvider>().LocalGrainManifest.Grains.Keys
                .Where(type => $"{type}" == "dashboard").Select(_ => "grain"),
            .. _folder.EnumerateFiles("*.token").Select(_ => "token"),
        ];
        string[] expected = isOn ? ["filter", "host", "server", "types", "grain", "token"] : [];
        Assert.Equal(expected, found);

        static string? NameOf(object service) => service.GetType().Assembly.GetName().Name;
        static bool IsOfTheLibrary(string? name) => name == Library;
    }

    [Fact]
    public async Task Only_who_has_the_token_sees_it()
    {
        await using var silo = await StartAsync();
        using var browser = new DashboardBrowser(silo.Settings.DashboardPort);
        var token = await TokenAsync();
        var nearly = (token[0] == 'A' ? 'B' : 'A') + token[1..];
        string?[] wrong =
        [
            null, "", "Bearer", "Bearer ", "Bearer wrong", $"Bearer {nearly}", $"Bearer {token[..^1]}", $"Bearer {token}A", $"Basic {token}", token,
            $"Bearer {token}, Bearer {token}", $"Bearer {token.ToUpperInvariant()}",
        ];
        foreach (var shown in wrong)
        {
            foreach (var path in new[] { "/", "/index.html", "/DashboardCounters", "/GrainState", "/none", $"/?token={token}", "/index.min.js" })
            {
                using var refused = await browser.GetAsync(path, shown);
                Assert.Equal((shown, HttpStatusCode.Unauthorized), (shown, refused.StatusCode));
                Assert.Equal("Bearer", $"{refused.Headers.WwwAuthenticate}");
                Assert.Equal("", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            }
        }

        using var page = await browser.GetAsync("/", $"Bearer {token}");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("<title>Orleans Dashboard</title>", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var sameWord = await browser.GetAsync("/version", $"bearer {token}");
        Assert.Equal(HttpStatusCode.OK, sameWord.StatusCode);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, "Host", "127.0.0.1:PORT")]
    [InlineData(HttpStatusCode.OK, "Host", "localhost:PORT")]
    [InlineData(HttpStatusCode.OK, "Host", "[::1]:PORT")]
    [InlineData(HttpStatusCode.MisdirectedRequest, "Host", "localhost")]
    [InlineData(HttpStatusCode.MisdirectedRequest, "Host", "localhost:1")]
    [InlineData(HttpStatusCode.MisdirectedRequest, "Host", "127.0.0.2:PORT")]
    [InlineData(HttpStatusCode.MisdirectedRequest, "Host", "rebound.example:PORT")]
    [InlineData(HttpStatusCode.MisdirectedRequest, "Host", "localhost.rebound.example:PORT")]
    [InlineData(HttpStatusCode.OK, "Origin", "http://127.0.0.1:PORT")]
    [InlineData(HttpStatusCode.Forbidden, "Origin", "http://localhost:PORT")]
    [InlineData(HttpStatusCode.Forbidden, "Origin", "http://127.0.0.1:1")]
    [InlineData(HttpStatusCode.Forbidden, "Origin", "https://elsewhere.example")]
    [InlineData(HttpStatusCode.Forbidden, "Origin", "null")]
    [InlineData(HttpStatusCode.OK, "Sec-Fetch-Site", "none")]
    [InlineData(HttpStatusCode.OK, "Sec-Fetch-Site", "same-origin")]
    [InlineData(HttpStatusCode.Forbidden, "Sec-Fetch-Site", "same-site")]
    [InlineData(HttpStatusCode.Forbidden, "Sec-Fetch-Site", "cross-site")]
    public async Task Even_with_the_token_it_answers_only_its_own_name_and_its_own_pages(HttpStatusCode expected, string header, string value)
    {
        await using var silo = await StartAsync();
        var port = silo.Settings.DashboardPort;
        using var browser = new DashboardBrowser(port);
        value = value.Replace("PORT", $"{port}", StringComparison.Ordinal);
        using var answer = await browser.GetAsync("/version", $"Bearer {await TokenAsync()}", header: header, value: value);
        Assert.Equal(expected, answer.StatusCode);
        AssertGuarded(answer);
        // Nor does it take the token from there.
        using var login = await browser.GetAsync("/login", header: header, value: value);
        Assert.Equal(expected, login.StatusCode);
    }

    [Fact]
    public async Task It_shows_the_grains_and_calls_up_none()
    {
        await using var silo = await StartAsync();
        using var browser = new DashboardBrowser(silo.Settings.DashboardPort);
        var shown = $"Bearer {await TokenAsync()}";
        await silo.Client.GetGrain<IProbeGrain>(0).Figures();
        await Wait.UntilAsync(
            async () =>
            {
                using var counters = await browser.GetAsync("/DashboardCounters?exclude=Nothing", shown);
                AssertGuarded(counters);
                return await counters.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            },
            text => text.Contains("ProbeGrain", StringComparison.Ordinal));
        foreach (var path in new[] { "/GrainState", "/grainstate/", "/GrainState?grainId=a&grainType=Trading.Grains.BookGrain", "/Trace" })
        {
            using var refused = await browser.GetAsync(path, shown);
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, refused.StatusCode));
        }

        foreach (var verb in new[] { "POST", "PUT", "DELETE", "OPTIONS", "HEAD" })
        {
            using var refused = await browser.GetAsync("/version", shown, verb: verb);
            Assert.Equal((verb, HttpStatusCode.MethodNotAllowed), (verb, refused.StatusCode));
        }
    }

    [Fact]
    public async Task The_page_brings_all_that_it_shows()
    {
        await using var silo = await StartAsync();
        using var browser = new DashboardBrowser(silo.Settings.DashboardPort);
        var shown = $"Bearer {await TokenAsync()}";
        foreach (var path in new[] { "/", "/index.css" })
        {
            using var answer = await browser.GetAsync(path, shown);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotMatch(new Regex("""(src|href)="?(https?:)?//|url\(["']?(https?:)?//|@import""", RegexOptions.IgnoreCase), text);
            Assert.DoesNotContain("<script>", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_browser_shows_the_token_once_and_carries_a_session_from_then_on()
    {
        await using var silo = await StartAsync();
        var port = silo.Settings.DashboardPort;
        using var browser = new DashboardBrowser(port);
        var token = await TokenAsync();
        using var form = await browser.GetAsync("/login");
        Assert.Equal(HttpStatusCode.OK, form.StatusCode);
        AssertGuarded(form);
        foreach (var shown in new[] { "", "wrong", token + "x", token[..^1] })
        {
            using var refused = await browser.LogInAsync(shown);
            Assert.Equal((HttpStatusCode.Unauthorized, "Bearer"), (refused.StatusCode, $"{refused.Headers.WwwAuthenticate}"));
            Assert.False(refused.Headers.Contains("Set-Cookie"));
            var page = await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotContain(token[..^1], page, StringComparison.Ordinal);
        }

        using var fromElsewhere = await browser.LogInAsync(token, "http://elsewhere.example");
        Assert.Equal((HttpStatusCode.Forbidden, false), (fromElsewhere.StatusCode, fromElsewhere.Headers.Contains("Set-Cookie")));
        using var tooMuch = await browser.LogInAsync(new string('a', 2_000));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooMuch.StatusCode);
        using var taken = await browser.LogInAsync(token);
        Assert.Equal((HttpStatusCode.SeeOther, "/"), (taken.StatusCode, $"{taken.Headers.Location}"));
        AssertGuarded(taken);
        var session = DashboardBrowser.SessionOf(taken);
        Assert.NotEqual(token, session);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(session: session));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(session: token));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(session: session + "x"));
        // Nor does a session's value pass for the token.
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(token: $"Bearer {session}"));

        async Task<HttpStatusCode> StatusAsync(string? token = null, string? session = null)
        {
            using var answer = await browser.GetAsync("/", token, session);
            return answer.StatusCode;
        }
    }

    [Fact]
    public void Sessions_end_by_themselves_and_there_are_never_many()
    {
        var time = new HandMovedTime();
        var sessions = new DashboardSessions(time);
        var first = sessions.Begin();
        time.Advance(DashboardSessions.Life - TimeSpan.FromSeconds(1));
        var second = sessions.Begin();
        Assert.True(sessions.Has(first) && sessions.Has(second));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((false, true), (sessions.Has(first), sessions.Has(second)));
        for (var more = 1; more < DashboardSessions.SessionsMax; more++) sessions.Begin();
        Assert.True(sessions.Has(second));
        sessions.Begin();
        Assert.False(sessions.Has(second));
    }

    [Fact]
    public async Task The_token_is_new_at_every_start_its_owners_alone_and_gone_at_the_end()
    {
        string first;
        await using (await StartAsync())
        {
            first = await TokenAsync();
            AssertOwnersOnly();
            // 256 bits, six in a letter.
            Assert.Matches("^[A-Za-z0-9_-]{43}$", first);
        }

        Assert.False(File.Exists(TokenFile));
        // What a process that was killed has left is replaced.
        await File.WriteAllTextAsync(TokenFile, first, TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(TokenFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var silo = await StartAsync();
        AssertOwnersOnly();
        Assert.NotEqual(first, await TokenAsync());
        Assert.Single(_folder.EnumerateFiles("*token*"));
        using var browser = new DashboardBrowser(silo.Settings.DashboardPort);
        using var refused = await browser.GetAsync("/", $"Bearer {first}");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Theory]
    [InlineData("0644")]
    [InlineData("0640")]
    [InlineData("0620")]
    [InlineData("0601")]
    [InlineData("link")]
    [InlineData("folder")]
    public void A_token_file_that_is_not_its_owners_alone_is_refused_and_left(string kind)
    {
        var target = Path.Combine(_folder.FullName, "target");
        if (kind == "folder") Directory.CreateDirectory(TokenFile);
        else if (kind == "link") File.CreateSymbolicLink(TokenFile, target);
        else
        {
            File.WriteAllText(TokenFile, "old");
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(TokenFile, (UnixFileMode)Convert.ToInt32(kind, 8));
        }

        Assert.False(SiloParts.Make(Settings()).TryGet(out _, out var wrong));
        Assert.Contains(TokenFile, wrong, StringComparison.Ordinal);
        if (kind != "folder") Assert.Contains("remove it", wrong, StringComparison.Ordinal);
        if (kind[0] == '0') Assert.Equal(("old", true), (File.ReadAllText(TokenFile), wrong.Contains(kind, StringComparison.Ordinal)));
        Assert.False(File.Exists(target));
        Assert.Single(_folder.EnumerateFileSystemInfos("*token*"));
    }

    [Fact]
    public async Task A_second_process_leaves_the_firsts_token_alone()
    {
        var settings = Settings() with { Store = StoreKind.File };
        Assert.True(SiloParts.Make(settings).TryGet(out var first, out _));
        await using var owned = first;
        var token = await TokenAsync();
        Assert.True(SiloParts.Make(settings).TryGet(out var second, out _));
        Assert.Contains("another process", await second.CheckAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await second.DisposeAsync();
        Assert.Equal(token, await TokenAsync());
    }

    private static void AssertGuarded(HttpResponseMessage answer)
    {
        Assert.Contains("no-store", $"{answer.Headers.CacheControl}", StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.EndsWith("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
    }

    private void AssertOwnersOnly()
    {
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(TokenFile));
    }

    private async Task<string> TokenAsync() => (await File.ReadAllTextAsync(TokenFile, TestContext.Current.CancellationToken)).TrimEnd('\n');

    private SiloSettings Settings() => new() { Store = StoreKind.Memory, DataDirectory = _folder.FullName, DashboardPort = 1 };

    private Task<HostedSilo> StartAsync(bool isOn = true) => HostedSilo.StartAsync(isOn ? Settings() : Settings() with { DashboardPort = 0 });

    private sealed class HandMovedTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
