using System.Text;
using System.Text.Json;
using Andamento.Inference.Constraints;

namespace Andamento.Tests.Unit.Inference.Constraints;

/// <summary>Schemas turned into grammars of the toy vocabulary.</summary>
internal static class Grammars
{
    private static readonly JsonGrammars All = new(new VocabularyTree(ToyTokenizer.Json, [ToyTokenizer.Json.End]));

    public static JsonGrammar Of(string schema) => All.Schema(JsonDocument.Parse(schema).RootElement, "schema");

    public static JsonGrammar AnyObject => All.AnyObject();

    public static JsonGrammar Call(params CallableFunction[] functions) => All.Call(functions);

    public static bool Allows(this JsonConstraint constraint, int id) => (constraint.Allowed[id >> 6] >> (id & 63) & 1) != 0;

    /// <summary>The end token may come, or nothing else may.</summary>
    public static bool MayEnd(this JsonConstraint constraint) =>
        constraint.Allows(ToyTokenizer.Json.End) || !constraint.Allowed.ContainsAnyExcept(0UL);

    /// <summary>Whether a text is taken token by token, and may end behind the last.</summary>
    public static bool Takes(JsonGrammar grammar, IEnumerable<int> tokens)
    {
        var constraint = new JsonConstraint(grammar);
        foreach (var id in tokens)
        {
            if (!constraint.Allows(id)) return false;
            constraint.Accept(id);
        }

        Assert.Equal(constraint.IsComplete, constraint.MayEnd());
        return constraint.IsComplete;
    }

    /// <summary>Byte by byte, in the longest words, and cut at random: all must agree.</summary>
    public static bool Takes(JsonGrammar grammar, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text).Select(value => (int)value).ToArray();
        var byBytes = Takes(grammar, bytes);

        Assert.Equal(byBytes, Takes(grammar, ToyTokenizer.Json.Encode(text, withMarks: false)));
        for (var seed = 0; seed < 5; seed++)
        {
            var random = new Random(seed);
            var mixed = new List<int>();
            for (var at = 0; at < text.Length;)
            {
                var length = Math.Min(random.Next(1, 12), text.Length - at);
                if (char.IsLowSurrogate(text[Math.Min(at + length, text.Length - 1)])) length++;
                mixed.AddRange(ToyTokenizer.Json.Encode(text[at..Math.Min(at + length, text.Length)], withMarks: false));
                at += length;
            }

            Assert.Equal(byBytes, Takes(grammar, mixed));
        }

        return byBytes;
    }
}
