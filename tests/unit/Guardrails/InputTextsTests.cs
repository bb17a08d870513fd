using System.Text;
using Andamento.Api.Guardrails.Texts;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Guardrails;

public sealed class InputTextsTests
{
    private const int MaxBatch = 16;

    [Theory]
    [InlineData("""{"messages":"zeus"}""", "messages")]
    [InlineData("""{"messages":null}""", "messages")]
    [InlineData("""{"messages":{"role":"user","content":"zeus"}}""", "messages")]
    [InlineData("""{"messages":["zeus"]}""", "messages[0]")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"},["zeus"]]}""", "messages[1]")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"messages":"zeus"}""", "messages")]
    public void Messages_that_are_no_list_of_objects_would_pass_unread_and_are_refused(string body, string param)
    {
        var refused = Assert.Throws<ServingException>(() => Read(body));

        Assert.Equal((FailureKind.BadRequest, param), (refused.Kind, refused.Param));
        Assert.StartsWith($"'{param}' must be ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chat_is_read_message_by_message()
    {
        var input = Read("""{"messages":[{"content":"a"},{"role":"user","content":["b",{"type":"text","text":"c"}]}]}""");

        Assert.Equal(["a", "b", "c"], input.Texts.Select(slot => slot.Text));
        Assert.Equal(["", "user"], input.Roles);
    }

    private static InputTexts Read(string body) => InputTexts.Of(Encoding.UTF8.GetBytes(body), ServingTask.Chat, MaxBatch);
}
