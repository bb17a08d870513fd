using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Andamento.Api.Hosting;

/// <summary>
/// The door for the operator of the machine: a Unix domain socket in the data folder that only the owner of the process can
/// open. Who can open it needs no token, and so can make one.
/// </summary>
internal static class AdminSocket
{
    private const string FileName = "admin.sock";
    private const int MaxPathBytes = 107; // what sun_path holds, less the closing zero

    /// <summary>Where the socket of a data folder is; null when the path is longer than a socket's may be.</summary>
    public static string? PathIn(string data)
    {
        var path = Path.Combine(Path.GetFullPath(data), FileName);
        return Encoding.UTF8.GetByteCount(path) <= MaxPathBytes ? path : null;
    }

    /// <summary>Makes the server close its sockets to others before the first connection can be made.</summary>
    public static void AddAdminSocket(this IServiceCollection services) => services.Configure<SocketTransportOptions>(
        static transport => transport.CreateBoundListenSocket = static endPoint =>
        {
            var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);

            // Bound but not listening: whoever knocks now is refused.
            if (endPoint is UnixDomainSocketEndPoint && endPoint.ToString() is { } path && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

            return socket;
        });

    /// <summary>Makes room for a new socket: the folder is there, and the file of a server that died is gone.</summary>
    /// <returns>False when a server answers there: the folder is in use.</returns>
    public static async Task<bool> TryClearAsync(string path, CancellationToken cancellationToken)
    {
        MakeFolder(Path.GetDirectoryName(path)!);
        if (!File.Exists(path)) return true;
        if (await AnswersAsync(path, cancellationToken)) return false;

        File.Delete(path);
        return true;
    }

    /// <summary>True when a server listens.</summary>
    public static async Task<bool> AnswersAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await ConnectAsync(path, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Connects to a server.</summary>
    public static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>True for a request that came through the socket of this data folder.</summary>
    public static bool Carries(HttpContext context, string? path) =>
        path is not null
        && context.Features.Get<IConnectionSocketFeature>()?.Socket.LocalEndPoint is UnixDomainSocketEndPoint door
        && door.ToString() == path;

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
