using System;
using System.Globalization;
using System.Net.Http.Headers;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Trading.Silo.Dashboard;

/// <summary>
/// Who may see the Orleans dashboard, judged before anything of it runs: whoever asks for this very port of this machine, from no other
/// site's page, with the token or with a session that the token has begun.
/// </summary>
/// <param name="port">The port that it guards.</param>
/// <param name="token">What opens it.</param>
/// <param name="sessions">Who has shown the token before.</param>
internal sealed class DashboardDoor(int port, DashboardToken token, DashboardSessions sessions)
{
    /// <summary>Where people show the token with a browser, which cannot send it in a header by itself.</summary>
    public const string LoginPath = "/login";

    /// <summary>The longest body: a form with a token.</summary>
    public const int BodyBytesMax = 1024;

    private const string Field = "token";
    private const string Form = "application/x-www-form-urlencoded";

    /// <summary>
    /// The dashboard's page brings all that it shows. Its charts set styles as they draw, and its style sheet holds small pictures and letters.
    /// </summary>
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private const string LoginPage = """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Orleans dashboard</title></head>
        <body>
        <form method="post" action="/login">
        <label>Token <input type="password" name="token" autocomplete="off" autofocus required></label>
        <button>Open</button>
        </form>
        </body>
        </html>

        """;

    /// <summary>
    /// Would call up grains that nobody uses, with keys that anybody may think of: looking must not begin a journal.
    /// </summary>
    private static readonly PathString GrainState = "/GrainState";

    private readonly string _cookie = string.Create(CultureInfo.InvariantCulture, $"trading-dashboard-{port}");

    /// <summary>Lets a request pass, or answers it.</summary>
    public Task PassAsync(HttpContext context, RequestDelegate next)
    {
        var (request, response) = (context.Request, context.Response);
        Protect(response);
        if (!IsThisPort(request.Host)) return End(response, StatusCodes.Status421MisdirectedRequest);
        if (IsFromElsewhere(request)) return End(response, StatusCodes.Status403Forbidden);
        if (request.Path.Equals(LoginPath, StringComparison.OrdinalIgnoreCase)) return LogInAsync(context);
        if (!IsKnown(request)) return End(response, Challenged(response));
        if (!HttpMethods.IsGet(request.Method)) return End(response, StatusCodes.Status405MethodNotAllowed);
        return request.Path.StartsWithSegments(GrainState) ? End(response, StatusCodes.Status403Forbidden) : next(context);
    }

    private static void Protect(HttpResponse response)
    {
        var headers = response.Headers;
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        // With "no-referrer" browsers send the login form with the origin "null".
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    /// <summary>A name that somebody else's DNS has pointed to this machine is not this machine's.</summary>
    private bool IsThisPort(HostString host) => (host.Port ?? 80) == port && host.Host is "localhost" or "127.0.0.1" or "[::1]";

    /// <summary>Browsers say where a request comes from; tools say nothing.</summary>
    private static bool IsFromElsewhere(HttpRequest request)
    {
        string? origin = request.Headers.Origin;
        string? site = request.Headers["Sec-Fetch-Site"];
        return (origin is not null && origin != $"http://{request.Host}") || site is not (null or "same-origin" or "none");
    }

    private bool IsKnown(HttpRequest request) =>
        (AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var shown)
            && shown.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
            && shown.Parameter is { } parameter && token.Matches(parameter))
        || (request.Cookies[_cookie] is { } session && sessions.Has(session));

    private async Task LogInAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (HttpMethods.IsPost(request.Method))
        {
            if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType != Form)
            {
                await End(response, StatusCodes.Status415UnsupportedMediaType);
                return;
            }

            var form = await request.ReadFormAsync(context.RequestAborted);
            if (token.Matches(form[Field].ToString()))
            {
                response.Cookies.Append(_cookie, sessions.Begin(), new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/" });
                response.StatusCode = StatusCodes.Status303SeeOther;
                response.Headers.Location = "/";
                return;
            }

            response.StatusCode = Challenged(response);
        }
        else if (!HttpMethods.IsGet(request.Method))
        {
            await End(response, StatusCodes.Status405MethodNotAllowed);
            return;
        }

        response.ContentType = "text/html; charset=utf-8";
        await response.WriteAsync(LoginPage, context.RequestAborted);
    }

    private static int Challenged(HttpResponse response)
    {
        response.Headers.WWWAuthenticate = "Bearer";
        return StatusCodes.Status401Unauthorized;
    }

    private static Task End(HttpResponse response, int status)
    {
        response.StatusCode = status;
        return Task.CompletedTask;
    }
}
