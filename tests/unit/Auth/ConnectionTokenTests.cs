using Andamento.Api.Auth;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Andamento.Tests.Unit.Auth;

public sealed class ConnectionTokenTests
{
    private readonly DefaultHttpContext _request = new() { Request = { Protocol = "HTTP/1.1" } };
    private readonly Connection _connection = new();

    public ConnectionTokenTests() => _request.Features.Set<IConnectionItemsFeature>(_connection);

    [Fact]
    public void Each_header_of_a_connection_gets_the_hash_of_its_own_token()
    {
        foreach (var token in new[] { "dapi-one", "dapi-two", "dapi-two", "dapi-one" })
            Assert.Equal(TokenKey.Of(token), KeyOf("Bearer " + token));
    }

    [Fact]
    public void The_same_header_again_costs_no_memory()
    {
        const string Header = "Bearer dapi-one";
        KeyOf(Header);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var key = KeyOf(Header);
        var after = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(TokenKey.Of("dapi-one"), key);
        Assert.Equal(0, after - before);
    }

    [Fact]
    public void Connections_that_carry_overlapping_requests_remember_nothing()
    {
        _request.Request.Protocol = "HTTP/2";

        Assert.Equal(TokenKey.Of("dapi-one"), KeyOf("Bearer dapi-one"));
        Assert.Empty(_connection.Items);
    }

    private TokenKey KeyOf(string header) => ConnectionToken.KeyOf(_request, header, Credentials.TokenOf(header));

    private sealed class Connection : IConnectionItemsFeature
    {
        public IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();
    }
}
