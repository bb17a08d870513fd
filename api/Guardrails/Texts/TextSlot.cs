namespace Andamento.Api.Guardrails.Texts;

/// <summary>One text in a JSON body: where its string stands, and what it says.</summary>
/// <param name="Offset">Where its string begins in the body, in bytes, the quotation mark included.</param>
/// <param name="Length">Bytes of the string, both quotation marks included.</param>
/// <param name="Text">What it says.</param>
/// <param name="Place">Whose text it is.</param>
internal readonly record struct TextSlot(int Offset, int Length, string Text, TextPlace Place);

/// <summary>Whose text it is. Pieces of one text that a stream sends have the same place.</summary>
/// <param name="Owner">The message, prompt or choice, by number.</param>
/// <param name="Member">The member that holds it.</param>
/// <param name="Item">The tool call, by number.</param>
/// <param name="Form">How it is read.</param>
internal readonly record struct TextPlace(int Owner, string Member, int Item = 0, TextForm Form = TextForm.Plain)
{
    /// <summary>Where the arguments of a tool call are.</summary>
    public const string ToolCall = "tool_calls";

    /// <summary>Where those of a function call are, the older form of one.</summary>
    public const string LegacyCall = "function_call";

    /// <summary>Where the text of a completion is.</summary>
    public const string Completion = "text";
}

/// <summary>How a text is read.</summary>
internal enum TextForm
{
    /// <summary>Words, which may go on in the next frame of a stream.</summary>
    Plain,

    /// <summary>Words in an item of a list, which a stream sends whole.</summary>
    Item,

    /// <summary>JSON, written as text: the arguments of a tool call.</summary>
    Json,
}
