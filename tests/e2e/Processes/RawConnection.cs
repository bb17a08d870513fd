using System.Net.Sockets;
using System.Text;

namespace Andamento.Tests.EndToEnd.Processes;

/// <summary>A connection to the server whose bytes the test writes itself.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    private RawConnection(TcpClient client)
    {
        _client = client;
        _stream = client.GetStream();
    }

    /// <summary>Opens one that holds little of what is not read. Left alone, the system gives a connection up to 32 MiB for that.</summary>
    public static async Task<RawConnection> OpenAsync(Server server)
    {
        var address = new Uri(server.Address);
        var client = new TcpClient { NoDelay = true, ReceiveBufferSize = 64 * 1024 };
        await client.ConnectAsync(address.Host, address.Port);
        return new(client);
    }

    /// <summary>The head of a request, without the empty line at its end.</summary>
    public static string Head(Server server, string line, params string[] headers) => string.Join(
        "\r\n", [$"{line} HTTP/1.1", "Host: cluster", $"Authorization: Bearer {server.Token}", .. headers]);

    /// <summary>The head of a request with a body of JSON, with the empty line at its end.</summary>
    public static string Post(Server server, string path, params string[] headers) =>
        Head(server, $"POST {path}", ["Content-Type: application/json", .. headers]) + "\r\n\r\n";

    /// <summary>Sends a text; false when the server has closed the connection.</summary>
    public async Task<bool> SendAsync(string text)
    {
        try
        {
            await _stream.WriteAsync(Encoding.UTF8.GetBytes(text));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Reads a piece of what the server sends.</summary>
    public async Task<string> ReadAsync()
    {
        var piece = new byte[1024];
        return Encoding.UTF8.GetString(piece, 0, await _stream.ReadAsync(piece));
    }

    /// <summary>Reads until the server closes the connection, properly or not.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var read = new MemoryStream();
        try
        {
            await _stream.CopyToAsync(read);
        }
        catch (IOException)
        {
            // What has arrived before counts.
        }

        return Encoding.UTF8.GetString(read.ToArray());
    }

    public void Dispose() => _client.Dispose();
}
