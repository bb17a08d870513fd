using System.Buffers;
using System.Text;
using System.Text.Json;
using Andamento.Api.Failures;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Failures;

/// <summary>Refusals quote names and values that callers chose; a refusal of megabytes would cost more than the request.</summary>
public sealed class BoundedRefusalTests
{
    private const string Advice = "'; leave it out.";

    [Fact]
    public void A_refusal_that_quotes_megabytes_is_small_and_still_says_what_to_do()
    {
        var name = new string('x', 1_000_000);
        var failed = new ServingException(FailureKind.BadRequest, $"This model does not understand '{name}{Advice}") { Param = $"extra_params.{name}" };

        Action<IBufferWriter<byte>>[] writers =
        [
            output => FailureBody.Write(output, flat: false, failed),
            output => FailureBody.Write(output, flat: true, failed),
            output => FailureBody.WriteEvent(output, failed),
        ];
        foreach (var write in writers)
        {
            var body = new ArrayBufferWriter<byte>();
            write(body);

            Assert.InRange(body.WrittenCount, 4096, 10_000);
            Assert.Contains(Advice, Encoding.UTF8.GetString(body.WrittenSpan), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_fits_is_told_as_it_is()
    {
        var message = new string('é', 4096);

        Assert.Equal(message, new ServingException(FailureKind.BadRequest, message).Message);
        Assert.Equal(message, new ServingException(FailureKind.BadRequest, message, new TimeoutException()).Message);
    }

    [Theory]
    [InlineData("abcdefgh", 8, "abcdefgh")]
    [InlineData("abcdefghi", 8, "abcdef…hi")]
    [InlineData("abcde😀fghi😀z", 8, "abcde…z")]
    public void The_middle_is_left_out_between_whole_characters(string text, int most, string kept) =>
        Assert.Equal(kept, BoundedText.Of(text, most));

    [Fact]
    public void Without_a_field_at_fault_the_member_is_null()
    {
        var body = new ArrayBufferWriter<byte>();
        FailureBody.Write(body, flat: false, new(FailureKind.BadRequest, "No."));

        var error = JsonSerializer.Deserialize<JsonElement>(body.WrittenSpan).GetProperty("error");
        Assert.Equal(JsonValueKind.Null, error.GetProperty("param").ValueKind);
    }
}
