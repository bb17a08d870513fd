using System.Text;
using Andamento.Api.Control.Reading;
using Andamento.Serving;
using Microsoft.AspNetCore.Http;

namespace Andamento.Tests.Unit.Control;

public sealed class ControlBodyTests
{
    [Theory]
    [InlineData("", "The request body is empty; it must be a JSON object.")]
    [InlineData("[]", "The request body must be a JSON object.")]
    [InlineData("\"text\"", "The request body must be a JSON object.")]
    public async Task Only_an_object_is_a_body(string body, string message)
    {
        var refused = await Assert.ThrowsAsync<ServingException>(() => ReadAsync(Encoding.UTF8.GetBytes(body)));

        Assert.Equal((FailureKind.MalformedRequest, message), (refused.Kind, refused.Message));
    }

    [Theory]
    [InlineData("""{"a": 1 "b": 2}""")]
    [InlineData("""{"a": 1,}""")]
    [InlineData("""{"a": 1} {}""")]
    [InlineData("""{"a": 1, "a": 2}""")]
    [InlineData("""{"a": {"b": 1, "\u0062": 2}}""")]
    [InlineData("""{"a": // comment""")]
    public async Task Json_is_read_strictly(string body)
    {
        var refused = await Assert.ThrowsAsync<ServingException>(() => ReadAsync(Encoding.UTF8.GetBytes(body)));

        Assert.Equal(FailureKind.MalformedRequest, refused.Kind);
        Assert.StartsWith("The request body is not acceptable JSON: ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"\ud800": 1}""")]
    [InlineData("""{"a": {"b": 1, "\udc00x": 1}}""")]
    public async Task A_name_that_is_no_text_is_refused(string body)
    {
        var refused = await Assert.ThrowsAsync<ServingException>(() => ReadAsync(Encoding.UTF8.GetBytes(body)));

        Assert.Equal(FailureKind.MalformedRequest, refused.Kind);
    }

    [Fact]
    public async Task Text_that_is_not_utf8_is_refused()
    {
        var refused = await Assert.ThrowsAsync<ServingException>(() => ReadAsync([.. "{\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8]));

        Assert.Equal((FailureKind.MalformedRequest, "The request body is not UTF-8."), (refused.Kind, refused.Message));
    }

    [Fact]
    public async Task A_byte_order_mark_is_passed_over() => await ReadAsync([.. "\uFEFF"u8, .. "{}"u8]);

    [Fact]
    public async Task Sixty_four_levels_are_the_most()
    {
        await ReadAsync(Nested(64));
        var refused = await Assert.ThrowsAsync<ServingException>(() => ReadAsync(Nested(65)));

        Assert.Equal(FailureKind.MalformedRequest, refused.Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_mebibyte_is_the_most(bool announced)
    {
        await ReadAsync(Padded(ControlBody.MaxBytes), announced);
        var refused = await Assert.ThrowsAsync<ServingException>(() => ReadAsync(Padded(ControlBody.MaxBytes + 1), announced));

        Assert.Equal(FailureKind.PayloadTooLarge, refused.Kind);
    }

    private static byte[] Nested(int levels) =>
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", levels - 1)) + "{}" + new string('}', levels - 1));

    private static byte[] Padded(int length) => Encoding.UTF8.GetBytes("{}".PadRight(length));

    private static async Task ReadAsync(byte[] bytes, bool announced = true)
    {
        var context = new DefaultHttpContext();
        context.Request.Body = new MemoryStream(bytes);
        if (announced) context.Request.ContentLength = bytes.Length;

        using var body = await ControlBody.ReadAsync(context);
    }
}
