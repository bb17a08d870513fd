using System.Net;
using System.Net.Sockets;
using Andamento.Api.Hosting;
using Andamento.Tests.Unit.Control;

namespace Andamento.Tests.Unit.Hosting;

public sealed class AdminSocketTests(FrontDoorServer server) : IClassFixture<FrontDoorServer>
{
    private string Socket => AdminSocket.PathIn(server.Data)!;

    [Fact]
    public async Task The_operator_gets_a_token_through_the_socket()
    {
        Assert.Equal("dapi-new", await OperatorTokens.AskAsync(Socket, "alice@example.com", CancellationToken.None));
        Assert.Equal("dapi-new", await OperatorTokens.AskAsync(Socket, user: null, CancellationToken.None));

        Assert.Contains(server.Identity.Wishes, wish => wish is { User: "alice@example.com", Administrator: false });
        Assert.Contains(server.Identity.Wishes, wish => wish is { User: "admin@localhost", Administrator: true });
    }

    [Fact]
    public async Task Nobody_gets_one_through_another_door()
    {
        var answer = await server.SendAsync(HttpMethod.Post, AdminRoutes.Tokens, (string?)null, "{}");

        Assert.Equal((HttpStatusCode.NotFound, "There is no POST /admin/tokens."), (answer.Status, answer.Message));
    }

    [Fact]
    public void Only_the_owner_may_open_it()
    {
        if (OperatingSystem.IsWindows()) return;

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Socket));
    }

    [Fact]
    public async Task The_folder_of_a_running_server_is_not_cleared() =>
        Assert.False(await AdminSocket.TryClearAsync(Socket, CancellationToken.None));

    [Fact]
    public async Task The_socket_of_a_dead_server_is_removed()
    {
        var folder = Directory.CreateTempSubdirectory("andamento-").FullName;
        var path = AdminSocket.PathIn(folder)!;
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(path));
            File.Move(path, path + ".kept"); // disposing removes the file it made
        }

        File.Move(path + ".kept", path);
        Assert.Null(await OperatorTokens.AskAsync(path, user: null, CancellationToken.None));
        Assert.True(await AdminSocket.TryClearAsync(path, CancellationToken.None));
        Assert.False(File.Exists(path));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_path_too_long_for_a_socket_gets_none() => Assert.Null(AdminSocket.PathIn("/" + new string('a', 100)));
}
