using Andamento.Api.Invocations;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Invocations;

public class BodyRulesTests
{
    [Theory]
    [InlineData(ServingTask.Chat, BodyMembers.Messages | BodyMembers.Model)]
    [InlineData(ServingTask.Completions, BodyMembers.Prompt)]
    [InlineData(ServingTask.Embeddings, BodyMembers.Input)]
    [InlineData(ServingTask.Predict, BodyMembers.DataframeSplit)]
    [InlineData(ServingTask.Predict, BodyMembers.Inputs | BodyMembers.Model)]
    internal void A_body_with_what_the_task_needs_passes(ServingTask task, BodyMembers members) => Check(members, task);

    [Theory]
    [InlineData(ServingTask.Embeddings, BodyMembers.Messages, "The endpoint serves embeddings, and this is a request for chat.")]
    [InlineData(ServingTask.Chat, BodyMembers.Prompt, "The endpoint serves chat, and this is a request for completions.")]
    [InlineData(ServingTask.Completions, BodyMembers.Input, "The endpoint serves completions, and this is a request for embeddings.")]
    [InlineData(
        ServingTask.Chat, BodyMembers.Input,
        "The endpoint serves chat, and this is a request for embeddings or for the Responses API. The latter goes to"
        + " /serving-endpoints/responses, with the endpoint's name as 'model'.")]
    [InlineData(ServingTask.Predict, BodyMembers.Messages, "The endpoint serves predictions of a custom model, and this is a request for chat.")]
    [InlineData(ServingTask.Chat, BodyMembers.Inputs, "The endpoint serves chat, and this is a request for predictions of a custom model.")]
    internal void A_body_for_another_task_is_a_mismatch(ServingTask task, BodyMembers members, string message)
    {
        var failed = Refused(members, task);

        Assert.Equal(message, failed.Message);
        Assert.Equal("task_mismatch", failed.Code);
    }

    [Theory]
    [InlineData(ServingTask.Chat, "messages")]
    [InlineData(ServingTask.Completions, "prompt")]
    [InlineData(ServingTask.Embeddings, "input")]
    public void What_the_task_needs_is_named_when_missing(ServingTask task, string name) =>
        Assert.Equal(name, Refused(BodyMembers.None, task).Param);

    [Theory]
    [InlineData(BodyMembers.None, "none")]
    [InlineData(BodyMembers.Inputs | BodyMembers.DataframeSplit, "dataframe_split, inputs")]
    internal void A_custom_model_takes_exactly_one_format(BodyMembers members, string found) =>
        Assert.EndsWith($"it has {found}.", Refused(members, ServingTask.Predict).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(ServingTask.Predict, BodyMembers.Inputs)]
    [InlineData(ServingTask.Embeddings, BodyMembers.Input)]
    internal void Only_text_is_streamed(ServingTask task, BodyMembers members) =>
        Assert.Equal("stream", Refused(members, task, stream: true).Param);

    private static void Check(BodyMembers members, ServingTask task, bool stream = false) =>
        BodyRules.Check(new(members, null, stream), task);

    private static ServingException Refused(BodyMembers members, ServingTask task, bool stream = false)
    {
        var failed = Assert.Throws<ServingException>(() => Check(members, task, stream));
        Assert.Equal(FailureKind.BadRequest, failed.Kind);
        return failed;
    }
}
