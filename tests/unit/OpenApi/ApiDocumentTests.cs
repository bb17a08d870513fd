using Andamento.Tests.Unit.Control;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Andamento.Tests.Unit.OpenApi;

public sealed class ApiDocumentTests(FrontDoorServer server) : IClassFixture<FrontDoorServer>
{
    [Fact]
    public async Task The_document_is_valid_and_needs_no_token()
    {
        var read = await ReadAsync();

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        Assert.Equal("Andamento", read.Document!.Info.Title);
    }

    [Fact]
    public async Task Every_route_is_in_it_except_those_that_are_nobodys_business()
    {
        var paths = (await ReadAsync()).Document!.Paths;
        var listed = paths.SelectMany(path => path.Value.Operations!.Keys.Select(method => $"{method} {path.Key}")).ToHashSet();
        var mapped = server.Routes
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Select(
                method => $"{method} /{route.RoutePattern.RawText!.Trim('/')}") ?? [])
            .ToHashSet();

        Assert.True(listed.Count > 80, $"{listed.Count}");
        Assert.Equal(
            ["POST /admin/tokens", "POST /api/2.0/serving-endpoints/{name}/config:cancel"],
            mapped.Except(listed).Order(StringComparer.Ordinal));
        Assert.Empty(listed.Except(mapped));
    }

    [Fact]
    public async Task An_operation_says_what_it_belongs_to_what_it_takes_and_that_callers_sign_in()
    {
        var document = (await ReadAsync()).Document!;

        var stop = document.Paths["/api/2.0/serving-endpoints/{name}/config:stop"].Operations![HttpMethod.Post];
        Assert.Equal(("Serving endpoints", "name"), (Assert.Single(stop.Tags!).Name, Assert.Single(stop.Parameters!).Name));
        Assert.NotEmpty(stop.Summary!);
        Assert.Single(stop.Security!);
        Assert.Null(document.Paths["/api/openapi.json"].Operations![HttpMethod.Get].Security);
        Assert.All(
            document.Paths.SelectMany(path => path.Value.Operations!.Values), operation => Assert.NotEqual("Other", Assert.Single(operation.Tags!).Name));
    }

    private async Task<ReadResult> ReadAsync() =>
        OpenApiDocument.Parse((await server.SendAsync(HttpMethod.Get, "/api/openapi.json", token: null)).Body, "json");
}
