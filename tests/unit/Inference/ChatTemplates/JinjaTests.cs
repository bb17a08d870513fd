using System.Text.Json;
using Andamento.Inference;
using Andamento.Inference.ChatTemplates;

namespace Andamento.Tests.Unit.Inference.ChatTemplates;

/// <summary>
/// Templates in the manner of the known model families, and small ones for each construct, with what Jinja itself
/// (3.1, set up as the transformers library does) makes of them: <c>cases.json</c>.
/// </summary>
public class JinjaTests
{
    private static readonly Dictionary<string, JsonElement> Cases = Read();

    public static TheoryData<string> Rendered => [.. Names(test => test.TryGetProperty("expected", out _))];

    public static TheoryData<string> Refused => [.. Names(test => test.TryGetProperty("error", out _))];

    public static TheoryData<string> Broken => [.. Names(test => test.TryGetProperty("syntax", out _))];

    [Theory]
    [MemberData(nameof(Rendered))]
    public void A_conversation_becomes_the_text_that_Jinja_makes_of_it(string name) =>
        Assert.Equal(Cases[name].GetProperty("expected").GetString(), Render(Cases[name]));

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_a_template_refuses_is_the_callers_to_know(string name)
    {
        var refused = Assert.Throws<ModelException>(() => Render(Cases[name]));

        Assert.Equal((ModelFailure.BadInput, "messages"), (refused.Failure, refused.Param));
        var said = Cases[name].GetProperty("error").GetString()!;
        if (said.Length > 0) Assert.Equal(said, refused.Message);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_template_that_cannot_be_read_is_refused_when_it_is_read(string name)
    {
        var refused = Assert.Throws<ModelException>(() => Parse(Cases[name]));

        Assert.Equal(ModelFailure.BadModel, refused.Failure);
        Assert.StartsWith("The chat template cannot be used: line 1: ", refused.Message);
    }

    private static string Render(JsonElement test)
    {
        var tools = test.GetProperty("tools");
        return Parse(test).Render(new ChatTemplateInput
        {
            Messages = test.GetProperty("messages"),
            Tools = tools.ValueKind is JsonValueKind.Null ? null : tools,
            AddGenerationPrompt = test.GetProperty("add_generation_prompt").GetBoolean(),
            Now = new DateTimeOffset(2026, 11, 5, 9, 7, 3, TimeSpan.Zero),
        });
    }

    private static ChatTemplate Parse(JsonElement test) => ChatTemplate.Parse(
        test.GetProperty("template").GetString()!,
        test.GetProperty("marks").EnumerateObject().ToDictionary(mark => mark.Name, mark => mark.Value.GetString()!));

    private static IEnumerable<string> Names(Func<JsonElement, bool> isWanted) =>
        Cases.Where(test => isWanted(test.Value)).Select(test => test.Key);

    private static Dictionary<string, JsonElement> Read()
    {
        var file = Path.Combine(RealModels.Root(), "tests/unit/Inference/ChatTemplates/cases.json");
        return JsonDocument.Parse(File.ReadAllText(file)).RootElement.EnumerateArray()
            .ToDictionary(test => test.GetProperty("name").GetString()!);
    }
}
