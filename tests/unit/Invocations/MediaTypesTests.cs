using Andamento.Api.Invocations;
using Andamento.Serving;
using Microsoft.AspNetCore.Http;

namespace Andamento.Tests.Unit.Invocations;

public class MediaTypesTests
{
    [Theory]
    [InlineData("application/json", ServingTask.Chat, "application/json")]
    [InlineData("application/json; charset=utf-8", ServingTask.Chat, "application/json")]
    [InlineData("Application/JSON;charset=\"UTF-8\"", ServingTask.Predict, "application/json")]
    [InlineData("text/csv", ServingTask.Predict, "text/csv")]
    public void Types_of_the_contract_pass_without_their_parameters(string sent, ServingTask task, string expected) =>
        Assert.Equal(expected, MediaTypes.Of(Request(sent), task));

    [Theory]
    [InlineData(null, ServingTask.Predict)]
    [InlineData("application/x-www-form-urlencoded", ServingTask.Chat)]
    [InlineData("application/json; charset=utf-16", ServingTask.Chat)]
    [InlineData("text/csv", ServingTask.Chat)]
    [InlineData("json", ServingTask.Predict)]
    public void Other_types_are_refused(string? sent, ServingTask task) => Refused(Request(sent), task);

    [Fact]
    public void A_compressed_body_is_refused()
    {
        var request = Request("application/json");
        request.Headers.ContentEncoding = "gzip";

        Refused(request, ServingTask.Chat);
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("Identity")]
    [InlineData("")]
    public void A_body_that_is_said_to_be_as_it_is_passes(string coding)
    {
        var request = Request("application/json");
        request.Headers.ContentEncoding = coding;

        Assert.Equal("application/json", MediaTypes.Of(request, ServingTask.Chat));
    }

    private static HttpRequest Request(string? type) => new DefaultHttpContext { Request = { ContentType = type } }.Request;

    private static void Refused(HttpRequest request, ServingTask task) => Assert.Equal(
        FailureKind.UnsupportedMediaType, Assert.Throws<ServingException>(() => MediaTypes.Of(request, task)).Kind);
}
