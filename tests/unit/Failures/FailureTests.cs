using System.Buffers;
using System.Text;
using Andamento.Api.Failures;
using Andamento.Serving;
using Microsoft.AspNetCore.Http;

namespace Andamento.Tests.Unit.Failures;

public sealed class FailureTests
{
    // Section 14 of the control-plane contract: clients take an unknown code for a 500 and try again.
    private static readonly string[] KnownCodes =
    [
        "BAD_REQUEST", "INVALID_PARAMETER_VALUE", "MALFORMED_REQUEST", "UNAUTHENTICATED", "PERMISSION_DENIED",
        "RESOURCE_DOES_NOT_EXIST", "ENDPOINT_NOT_FOUND", "NOT_FOUND", "RESOURCE_ALREADY_EXISTS", "RESOURCE_CONFLICT",
        "REQUEST_LIMIT_EXCEEDED", "QUOTA_EXCEEDED", "RESOURCE_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED", "CANCELLED", "INTERNAL_ERROR", "NOT_IMPLEMENTED",
        "TEMPORARILY_UNAVAILABLE", "DEADLINE_EXCEEDED",
    ];

    public static TheoryData<FailureKind> Kinds => [.. Enum.GetValues<FailureKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_a_row_with_a_code_that_clients_know(FailureKind kind)
    {
        var row = Failure.Of(kind);

        Assert.InRange(row.Status, 400, 599);
        Assert.Contains(row.ErrorCode, KnownCodes);
        Assert.NotEmpty(row.Type);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_clients_try_again_says_when_in_whole_seconds(FailureKind kind)
    {
        var row = Failure.Of(kind);
        var retried = row.Status is 429 or 503;

        Assert.Equal(retried ? 1L : null, FailureAnswer.RetryAfterSeconds(row, wish: null));
        Assert.Equal(1L, FailureAnswer.RetryAfterSeconds(row, TimeSpan.Zero));
        Assert.Equal(3L, FailureAnswer.RetryAfterSeconds(row, TimeSpan.FromSeconds(2.1)));
    }

    [Fact]
    public void The_body_says_it_in_both_dialects()
    {
        var body = new ArrayBufferWriter<byte>();
        FailureBody.Write(body, flat: false, new ServingException(FailureKind.UpstreamLimited, "It's \"full\".")
        {
            Param = "messages", UpstreamStatus = 429,
        });

        Assert.Equal(
            """{"error_code":"RESOURCE_EXHAUSTED","message":"It's \"full\".","error":{"message":"It's \"full\".","type":"rate_limit_error","param":"messages","code":"rate_limit_exceeded","upstream_status":429}}""",
            Encoding.UTF8.GetString(body.WrittenSpan));
    }

    [Fact]
    public void The_clients_of_Databricks_find_no_error_in_the_body_but_all_that_is_known()
    {
        var body = new ArrayBufferWriter<byte>();
        FailureBody.Write(body, flat: true, new ServingException(FailureKind.UpstreamLimited, "Full.") { Param = "messages", UpstreamStatus = 429 });
        body.Write("\n"u8);
        FailureBody.Write(body, flat: true, new ServingException(FailureKind.Conflict, "Busy."));

        Assert.Equal(
            """
            {"error_code":"RESOURCE_EXHAUSTED","message":"Full.","param":"messages","code":"rate_limit_exceeded","upstream_status":429}
            {"error_code":"RESOURCE_CONFLICT","message":"Busy."}
            """.ReplaceLineEndings("\n"),
            Encoding.UTF8.GetString(body.WrittenSpan));
    }

    [Theory]
    [InlineData("/api/2.0/serving-endpoints/chat", "databricks-sdk-py/0.133.0 python/3.11.2 os/linux", true)]
    [InlineData("/api/2.0/serving-endpoints/chat", "unknown/0.0.0 databricks-sdk-go/0.80.0 go/1.24.0", true)]
    [InlineData("/api/2.0/serving-endpoints/chat", "mlflow-python-client/3.1.0", true)]
    [InlineData("/serving-endpoints/chat/invocations", "databricks-sdk-py/0.133.0", true)]
    [InlineData("/serving-endpoints/chat/served-models/a/invocations/", "mlflow-python-client/2.9.0", true)]
    [InlineData("/serving-endpoints/chat/invocations", "curl/8.5.0", false)]
    [InlineData("/api/2.0/serving-endpoints/chat", "", false)]
    [InlineData("/serving-endpoints/chat/completions", "databricks-sdk-py/0.133.0", false)]
    [InlineData("/apian", "databricks-sdk-py/0.133.0", false)]
    public void Clients_of_Databricks_are_known_by_their_name_on_the_routes_that_they_use(string path, string agent, bool databricks)
    {
        var request = new DefaultHttpContext().Request;
        request.Path = path;
        request.Headers.UserAgent = agent;

        Assert.Equal(databricks, FailureBody.IsForDatabricks(request));
    }

    public static TheoryData<Exception, FailureKind> Foreign => new()
    {
        { new ServingException(FailureKind.Conflict, "busy"), FailureKind.Conflict },
        { new BadHttpRequestException("long", StatusCodes.Status413PayloadTooLarge), FailureKind.PayloadTooLarge },
        { new BadHttpRequestException("slow", StatusCodes.Status408RequestTimeout), FailureKind.RequestTooSlow },
        { new BadHttpRequestException("odd"), FailureKind.BadRequest },
        { new TimeoutException("slow"), FailureKind.TimedOut },
        { new SiloUnavailableException("gone"), FailureKind.Unavailable },
        { new EnumerationAbortedException("gone"), FailureKind.Unavailable },
        { new InvalidOperationException("s3cret"), FailureKind.Internal },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public void Exceptions_of_others_become_kinds(Exception exception, FailureKind kind)
    {
        var failed = FailureTranslation.Of(exception);

        Assert.Equal(kind, failed.Kind);
        Assert.DoesNotContain("s3cret", failed.Message, StringComparison.Ordinal);
    }
}
