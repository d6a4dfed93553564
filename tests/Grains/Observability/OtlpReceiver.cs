using System;
using System.Collections.Concurrent;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading.Tasks;
using Trading.Tests.Grains.Cluster;

namespace Trading.Tests.Grains.Observability;

/// <summary>Takes OTLP over HTTP on loopback and keeps the bodies: names and texts stand in them as they are.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string Path, string Text)> _bodies = [];

    public OtlpReceiver()
    {
        var port = HostedSilo.FreePorts(1)[0];
        Endpoint = $"http://127.0.0.1:{port}";
        _listener.Prefixes.Add(Endpoint + "/");
        _listener.Start();
        _ = TakeAsync();
    }

    public string Endpoint { get; }

    /// <summary>Everything that came for a signal, such as <c>/v1/metrics</c>.</summary>
    public string Of(string path) => string.Concat(_bodies.Where(body => body.Path == path).Select(body => body.Text));

    public void Dispose() => _listener.Close();

    private async Task TakeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                var isPacked = context.Request.Headers["Content-Encoding"] == "gzip";
                await using var input = isPacked ? new GZipStream(context.Request.InputStream, CompressionMode.Decompress) : context.Request.InputStream;
                using var bytes = new MemoryStream();
                await input.CopyToAsync(bytes);
                _bodies.Enqueue((context.Request.Url?.AbsolutePath ?? "", Encoding.Latin1.GetString(bytes.ToArray())));
                context.Response.Close();
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
