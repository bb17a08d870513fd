using System.Text.Json;

namespace Andamento.Inference.ChatTemplates;

/// <summary>Turns a conversation into the text that a model continues. Immutable, and safe for concurrent use.</summary>
internal interface IChatTemplate
{
    /// <summary>Renders a conversation.</summary>
    /// <exception cref="ModelException">
    /// <see cref="ModelFailure.BadInput"/>: the template refuses this conversation, with the words it gives, or asks for what it lacks.
    /// </exception>
    string Render(ChatTemplateInput input);
}

/// <summary>What a chat template sees.</summary>
internal sealed record ChatTemplateInput
{
    /// <summary><c>messages</c>: an array of objects with <c>role</c> and <c>content</c>, as in a unified chat request.</summary>
    public required JsonElement Messages { get; init; }

    /// <summary><c>tools</c>: an array of function tools, or null for none.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary><c>add_generation_prompt</c>: ends with the beginning of the assistant's turn.</summary>
    public bool AddGenerationPrompt { get; init; } = true;

    /// <summary>Today, for templates that tell the model (<c>strftime_now</c>).</summary>
    public required DateTimeOffset Now { get; init; }
}
