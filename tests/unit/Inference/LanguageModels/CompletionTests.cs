using static Andamento.Tests.Unit.Inference.LanguageModels.ScriptedModel;

namespace Andamento.Tests.Unit.Inference.LanguageModels;

public sealed class CompletionTests
{
    [Fact]
    public async Task The_answer_is_openais()
    {
        var json = await Completions("Hello world").AskAsync("""{"prompt":"Say","model":"x","user":"u"}""");

        Assert.Matches("^cmpl-[0-9A-Za-z]{24}$", (string)json["id"]!);
        Assert.Equal("text_completion", (string)json["object"]!);
        Assert.Equal("""[{"text":"Hello world","index":0,"logprobs":null,"finish_reason":"stop"}]""", json["choices"]!.ToJsonString());
        Assert.Equal((3, 3), ((int)json["usage"]!["prompt_tokens"]!, (int)json["usage"]!["completion_tokens"]!));
    }

    [Fact]
    public async Task Without_a_limit_sixteen_tokens_are_written()
    {
        var model = Completions("Hello");

        await model.AskAsync("""{"prompt":"Say"}""");

        Assert.Equal(16, Assert.Single(model.Generator.Started).MaxTokens);
    }

    [Fact]
    public async Task Several_prompts_are_counted_through()
    {
        var model = Completions("#", together: 1); // one after the other, so that the script's number is the index

        var json = await model.AskAsync("""{"prompt":["A","BB"],"n":2}""");

        Assert.Equal([(0, "0"), (1, "1"), (2, "2"), (3, "3")], json["choices"]!.AsArray().Select(choice => ((int)choice!["index"]!, (string)choice["text"]!)));
        Assert.Equal([1, 1, 2, 2], model.Generator.Started.Select(request => request.Prompt.Length));
        Assert.Equal((3, 4), ((int)json["usage"]!["prompt_tokens"]!, (int)json["usage"]!["completion_tokens"]!));
    }

    [Theory]
    [InlineData("\"Say \"")]
    [InlineData("[83,97,121,32]")]
    [InlineData("[[83,97,121,32]]")]
    public async Task An_echo_begins_with_the_prompt(string prompt)
    {
        var json = await Completions("Hello").AskAsync($$"""{"prompt":{{prompt}},"echo":true}""");
        var chunks = await Completions("Hello").ChunksAsync($$"""{"prompt":{{prompt}},"echo":true}""");

        Assert.Equal("Say Hello", (string)json["choices"]![0]!["text"]!);
        Assert.Equal(["Say ", "Hel", "lo", ""], chunks.Select(chunk => (string)chunk["choices"]![0]!["text"]!));
        Assert.Equal("stop", (string)chunks[^1]["choices"]![0]!["finish_reason"]!);
    }

    [Fact]
    public async Task Probabilities_are_four_lists()
    {
        var json = await Completions("Hello").AskAsync("""{"prompt":"Say","logprobs":2}""");

        Assert.Equal(
            """{"tokens":["Hel","lo"],"token_logprobs":[-0.5,-0.5],"top_logprobs":[{"Hel":-0.5,"b":-1.5},{"lo":-0.5,"b":-1.5}],"text_offset":[0,3]}""",
            json["choices"]![0]!["logprobs"]!.ToJsonString());
    }

    [Fact]
    public async Task A_prompt_that_is_too_long_is_refused_or_loses_its_beginning()
    {
        var model = Completions("Hello");
        var prompt = new string('a', 995) + "bbbbb";

        Assert.Equal("prompt", (await model.RefusalAsync($$"""{"prompt":"{{prompt}}"}""")).Param);

        await model.AskAsync($$"""{"prompt":"{{prompt}}","error_behavior":"truncate","max_tokens":10}""");
        var read = Assert.Single(model.Generator.Started).Prompt.ToArray();
        Assert.Equal((990, 'b'), (read.Length, read[^1]));
    }
}
