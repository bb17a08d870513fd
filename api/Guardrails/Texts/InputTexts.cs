using System.Text.Json;
using Andamento.Serving;

namespace Andamento.Api.Guardrails.Texts;

/// <summary>The texts that a query sends to a model.</summary>
/// <param name="Texts">All of them, in the order of the body.</param>
/// <param name="Roles">Who speaks, by the number of the message; prompts and inputs are the user's.</param>
internal sealed record InputTexts(List<TextSlot> Texts, List<string> Roles)
{
    private const string User = "user";

    /// <summary>Characters in all texts.</summary>
    public long Characters => Texts.Sum(static slot => (long)slot.Text.Length);

    /// <summary>True for what the user says, as opposed to instructions, earlier answers and results of tools.</summary>
    public bool IsOfUser(TextSlot slot) => Roles[slot.Place.Owner] == User;

    /// <summary>What each speaker says: the texts of a message together.</summary>
    /// <param name="passing">The texts as they may go on.</param>
    public IEnumerable<(string Role, string Text)> Speeches(string[] passing) => passing
        .Zip(Texts, static (text, slot) => (Text: text, slot.Place.Owner))
        .GroupBy(static one => one.Owner, static one => one.Text)
        .Select(message => (Roles[message.Key], string.Join('\n', message)));

    /// <summary>Finds the texts of a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="task">What it asks for.</param>
    /// <param name="maxBatch">Most prompts or inputs.</param>
    /// <exception cref="ServingException"><see cref="FailureKind.BadRequest"/>: there are too many, or some are no text.</exception>
    public static InputTexts Of(ReadOnlyMemory<byte> body, ServingTask task, int maxBatch)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Read(document.RootElement, new(body), task, maxBatch);
        }
        catch (InvalidOperationException broken)
        {
            throw new ServingException(FailureKind.BadRequest, "A text of the body holds half of a surrogate pair.", broken);
        }
    }

    private static InputTexts Read(JsonElement body, TextFinder finder, ServingTask task, int maxBatch)
    {
        var roles = new List<string>();
        foreach (var member in body.EnumerateObject())
        {
            switch (task, member.Name)
            {
                case (ServingTask.Chat, "messages"):
                    Messages(member.Value, finder, roles);
                    break;
                case (ServingTask.Completions, "prompt" or "suffix") or (ServingTask.Embeddings, "input" or "instruction"):
                    Batch(member, finder, roles, maxBatch);
                    break;
            }
        }

        return new(finder.Texts, roles);
    }

    private static void Messages(JsonElement messages, TextFinder finder, List<string> roles)
    {
        // Some model would read them all the same.
        if (messages.ValueKind is not JsonValueKind.Array) throw Bad("messages", "must be a list while guardrails are on.");

        foreach (var message in messages.EnumerateArray())
        {
            if (message.ValueKind is not JsonValueKind.Object)
                throw Bad($"messages[{roles.Count}]", "must be an object while guardrails are on.");

            finder.Message(message, roles.Count);
            roles.Add(message.TryGetProperty("role"u8, out var role) && role.ValueKind is JsonValueKind.String ? role.GetString()! : "");
        }
    }

    private static void Batch(JsonProperty member, TextFinder finder, List<string> roles, int maxBatch)
    {
        if (member.Value.ValueKind is JsonValueKind.Array)
        {
            if (member.Value.GetArrayLength() > maxBatch)
            {
                throw Bad(member.Name, $"has {member.Value.GetArrayLength()} entries; with guardrails on, at most {maxBatch} are taken.");
            }

            foreach (var text in member.Value.EnumerateArray()) One(member.Name, text, finder, roles);
        }
        else
        {
            One(member.Name, member.Value, finder, roles);
        }
    }

    private static void One(string name, JsonElement text, TextFinder finder, List<string> roles)
    {
        if (text.ValueKind is JsonValueKind.Null) return;
        if (text.ValueKind is not JsonValueKind.String)
            throw Bad(name, "must be text, or a list of texts, while guardrails are on: tokens cannot be checked.");

        finder.Add(text, new(roles.Count, name));
        roles.Add(User);
    }

    private static ServingException Bad(string name, string rule) => new(FailureKind.BadRequest, $"'{name}' {rule}") { Param = name };
}
