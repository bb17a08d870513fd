using System.Text.Json;
using Andamento.Inference;
using Andamento.Inference.ChatTemplates;

namespace Andamento.Tests.Unit.Inference.ChatTemplates;

public sealed class ChatTemplateFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_without_a_template_has_none()
    {
        Assert.Null(ChatTemplateFile.Read(_folder));

        Write("tokenizer_config.json", """{"bos_token": "<s>"}""");
        Assert.Null(ChatTemplateFile.Read(_folder));
    }

    [Fact]
    public void Marks_are_texts_or_objects_with_their_content()
    {
        Write("tokenizer_config.json", """
            {"bos_token": "<s>", "eos_token": {"content": "</s>", "lstrip": false}, "pad_token": null,
             "chat_template": "{{ bos_token }}{{ messages[0].content }}{{ eos_token }}{{ pad_token is defined }}"}
            """);

        Assert.Equal("<s>Hi</s>False", Render());
    }

    [Fact]
    public void A_template_in_a_file_of_its_own_comes_first()
    {
        Write("tokenizer_config.json", """{"bos_token": "<s>", "chat_template": "other"}""");
        Write("chat_template.jinja", "{{ bos_token }} own");

        Assert.Equal("<s> own", Render());
    }

    [Fact]
    public void Of_several_templates_the_one_for_tools_is_taken_when_there_are_tools()
    {
        Write("tokenizer_config.json", """
            {"chat_template": [{"name": "default", "template": "usual"}, {"name": "tool_use", "template": "{{ tools | length }} tools"},
             {"name": "rag", "template": "{% frob %}"}]}
            """);

        Assert.Equal("usual", Render());
        Assert.Equal("usual", Render("[]"));
        Assert.Equal("2 tools", Render("[{}, {}]"));
    }

    [Fact]
    public void The_small_chat_model_has_its_own_template()
    {
        var template = ChatTemplateFile.Read(RealModels.MiniMind)!;

        Assert.Equal(
            "<|im_start|>system\nYou are a helpful assistant<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n",
            template.Render(Input(null)));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"chat_template": 5}""")]
    [InlineData("""{"chat_template": "{% frob %}"}""")]
    public void A_broken_file_is_refused(string config)
    {
        Write("tokenizer_config.json", config);

        Assert.Equal(ModelFailure.BadModel, Assert.Throws<ModelException>(() => ChatTemplateFile.Read(_folder)).Failure);
    }

    private static ChatTemplateInput Input(string? tools) => new()
    {
        Messages = JsonSerializer.SerializeToElement(new[] { new { role = "user", content = "Hi" } }),
        Tools = tools is null ? null : JsonDocument.Parse(tools).RootElement,
        Now = DateTimeOffset.UnixEpoch,
    };

    private string Render(string? tools = null) => ChatTemplateFile.Read(_folder)!.Render(Input(tools));

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
