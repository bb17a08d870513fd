using System.Text;
using System.Text.Json;
using Andamento.Inference.Constraints;
using FsCheck;
using FsCheck.Fluent;

namespace Andamento.Tests.Unit.Inference.Constraints;

/// <summary>Whatever a model draws from what is allowed becomes JSON that fits its schema.</summary>
public sealed class RandomWalkTests
{
    private const int LongEnough = 20_000;

    private static readonly string[] Schemas =
    [
        """{"type":"object"}""",
        """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"},"c":{"type":"boolean"}},"required":["b"],"additionalProperties":false}""",
        """{"type":"object","properties":{"a":{"type":"number"},"b":{"type":["string","null"]}},"additionalProperties":{"type":"integer"}}""",
        """{"type":"array","items":{"type":"object","properties":{"when":{"type":"string","format":"date-time"},"who":{"type":"string","minLength":1,"maxLength":5}},"required":["when","who"]},"minItems":1,"maxItems":4}""",
        """{"$defs":{"tree":{"type":"object","properties":{"value":{"type":"integer","minimum":-5,"maximum":17},"left":{"anyOf":[{"$ref":"#/$defs/tree"},{"type":"null"}]},"right":{"$ref":"#/$defs/tree"}},"required":["value","left"]}},"$ref":"#/$defs/tree"}""",
        """{"type":"array","prefixItems":[{"enum":["x","y"]},{"const":3}],"items":{"type":"number","minimum":0,"maximum":2},"minItems":2}""",
        """{"type":"string","pattern":"^(ab|[0-9é-ÿ\"]c)+\\d{2,3}$","maxLength":12}""",
        """{"anyOf":[{"type":"object","properties":{"k":{"const":"one"},"n":{"type":"integer"}},"required":["k","n"]},{"type":"object","properties":{"k":{"const":"two"}},"required":["k"]}]}""",
    ];

    [Fact]
    public void A_random_walk_ends_in_json_that_fits() => Prop
        .ForAll(
            Gen.Zip(Gen.Choose(0, Schemas.Length - 1), Gen.Choose(0, 1_000_000)).ToArbitrary(),
            choice =>
            {
                var schema = Schemas[choice.Item1];
                var text = Walk(Grammars.Of(schema), new System.Random(choice.Item2));

                using var value = JsonDocument.Parse(text);
                using var wanted = JsonDocument.Parse(schema);
                var fault = new SchemaCheck(wanted.RootElement).Fault(value.RootElement);
                Assert.True(fault is null, $"{schema}\n{text}\n{fault}");
            })
        .Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    // Prefers what closes, as models do in the end.
    private static string Walk(JsonGrammar grammar, System.Random random)
    {
        var constraint = new JsonConstraint(grammar);
        var tokenizer = ToyTokenizer.Json;
        var bytes = new List<byte>();
        while (bytes.Count < LongEnough)
        {
            var allowed = Enumerable.Range(0, tokenizer.Size).Where(constraint.Allows).ToList();
            var closing = allowed.FindAll(id => id == tokenizer.End || id is '"' or '}' or ']');
            Assert.Equal(constraint.IsComplete, constraint.MayEnd());
            if (allowed.Count == 0) return Text(bytes);

            var id = closing.Count > 0 && random.Next(3) == 0 ? closing[random.Next(closing.Count)] : allowed[random.Next(allowed.Count)];
            if (id == tokenizer.End) return Text(bytes);

            bytes.AddRange(tokenizer.BytesOf(id));
            constraint.Accept(id);
        }

        throw new InvalidOperationException($"No end after {bytes.Count} bytes.");
    }

    private static string Text(List<byte> bytes) => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString([.. bytes]);
}
