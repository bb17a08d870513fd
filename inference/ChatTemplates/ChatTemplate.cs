using Andamento.Inference.ChatTemplates.Jinja;

namespace Andamento.Inference.ChatTemplates;

/// <summary>A chat template in Jinja, as far as chat templates use it. It runs bounded, as a stranger wrote it.</summary>
internal sealed class ChatTemplate : IChatTemplate
{
    private readonly Block _template;
    private readonly IReadOnlyDictionary<string, string> _marks;

    private ChatTemplate(Block template, IReadOnlyDictionary<string, string> marks) => (_template, _marks) = (template, marks);

    /// <summary>Reads a template.</summary>
    /// <param name="source">The template.</param>
    /// <param name="marks">What the template knows by name, such as <c>bos_token</c>.</param>
    /// <exception cref="ModelException"><see cref="ModelFailure.BadModel"/>: it cannot be read; the message names the line.</exception>
    public static ChatTemplate Parse(string source, IReadOnlyDictionary<string, string> marks)
    {
        try
        {
            return new(Parser.Parse(source), marks);
        }
        catch (Exception broken) when (broken is FormatException or InsufficientExecutionStackException)
        {
            throw new ModelException(ModelFailure.BadModel, $"The chat template cannot be used: {broken.Message}", broken);
        }
    }

    public string Render(ChatTemplateInput input)
    {
        var rendering = new Rendering(input.Now);
        var scope = new Scope(rendering, null);
        foreach (var (name, mark) in _marks) scope[name] = mark;
        scope["messages"] = Values.Of(input.Messages);
        scope["tools"] = input.Tools is { } tools ? Values.Of(tools) : null;
        scope["documents"] = null;
        scope["add_generation_prompt"] = input.AddGenerationPrompt;
        try
        {
            _template.Run(scope);
            return rendering.Output.ToString();
        }
        catch (Exception refused) when (refused is TemplateException or OverflowException or InsufficientExecutionStackException)
        {
            throw new ModelException(ModelFailure.BadInput, refused.Message, refused) { Param = "messages" };
        }
    }
}
