using Andamento.Inference;

namespace Andamento.Tests.Unit.Inference.Constraints;

public sealed class JsonGrammarTests
{
    private const string Person = """
        {"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer","minimum":0,"maximum":150},"tags":{"type":"array","items":{"type":"string"}}},
         "required":["name","age"],"additionalProperties":false}
        """;

    private const string Tree = """
        {"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{"value":{"type":"integer"},"children":{"type":"array","items":{"$ref":"#/$defs/node"}}},"required":["value"]}}}
        """;

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"a":1}""")]
    [InlineData("""{"a": -1.5e+7, "b": [true, false, null, {}], "c": {"d": "e"}}""")]
    [InlineData("""{"text":"line\nbreak \"quoted\" \\ \u00e9 \ud83d\ude00 été 😀"}""")]
    [InlineData("""{"":[[],[[]],[{"a":[0]}]]}""")]
    public void Json_mode_takes_any_object(string text) => Assert.True(Grammars.Takes(Grammars.AnyObject, text));

    [Theory]
    [InlineData("""[]""")]
    [InlineData("""1""")]
    [InlineData("""{"a":1""")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{"a":01}""")]
    [InlineData("""{"a":1.}""")]
    [InlineData("""{a:1}""")]
    [InlineData("""{"a":"\x"}""")]
    [InlineData("""{"a":"\ud83d"}""")]
    [InlineData("""{"a":"\ude00\ud83d"}""")]
    [InlineData("""{"a":1} """)]
    [InlineData("{\"a\":\n\n1}")]
    [InlineData("{\"a\":\"\n\"}")]
    [InlineData("""{"a":1}{}""")]
    public void Json_mode_takes_nothing_else(string text) => Assert.False(Grammars.Takes(Grammars.AnyObject, text));

    [Fact]
    public void Bytes_that_are_no_character_are_not_taken()
    {
        foreach (byte[] wrong in (byte[][])[[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3, (byte)'"'], [0x80]])
        {
            Assert.False(Grammars.Takes(Grammars.Of("""{"type":"string"}"""), [.. "\""u8, .. wrong, .. "\""u8]));
        }
    }

    [Theory]
    [InlineData(Person, """{"name":"Ada","age":36}""", true)]
    [InlineData(Person, """{"name": "Ada", "age": 150, "tags": ["a", "b"]}""", true)]
    [InlineData(Person, """{"age":36,"name":"Ada"}""", false)]
    [InlineData(Person, """{"name":"Ada"}""", false)]
    [InlineData(Person, """{"name":"Ada","age":151}""", false)]
    [InlineData(Person, """{"name":"Ada","age":-1}""", false)]
    [InlineData(Person, """{"name":"Ada","age":36,"b":1}""", false)]
    [InlineData(Person, """{"name":"Ada","age":36,}""", false)]
    [InlineData(Tree, """{"value":1,"children":[{"value":2,"children":[]},{"value":3}]}""", true)]
    [InlineData(Tree, """{"value":1,"children":[{"children":[]}]}""", false)]
    [InlineData("""{"type":"object","properties":{"a":{},"b":{"type":"null"}}}""", """{"b":null}""", true)]
    [InlineData("""{"type":"object","properties":{"a":{},"b":{"type":"null"}}}""", """{}""", true)]
    [InlineData("""{"type":"object","properties":{"a":{},"b":{"type":"null"}}}""", """{"c":null}""", false)]
    [InlineData("""{"type":"object","properties":{"ab":{"type":"null"}},"additionalProperties":{"type":"integer"}}""", """{"ab":null,"a":1,"abc":2}""", true)]
    [InlineData("""{"type":"object","properties":{"ab":{"type":"null"}},"additionalProperties":{"type":"integer"}}""", """{"ab":1}""", false)]
    [InlineData("""{"type":"object","properties":{"ab":{"type":"null"}},"additionalProperties":{"type":"integer"}}""", """{"\u0061b":1}""", false)]
    [InlineData("""{"type":"object","properties":{"ab":{"type":"null"}},"additionalProperties":true}""", """{"x":[{"y":1}]}""", true)]
    [InlineData("""{"required":["x"]}""", """{"x":{}}""", true)]
    [InlineData("""{"required":["x"]}""", """{}""", false)]
    [InlineData("""{"type":"object","properties":{"a\"é":{"type":"integer"}}}""", """{"a\"é":1}""", true)]
    public void Objects_keep_their_schema(string schema, string text, bool fits) =>
        Assert.Equal(fits, Grammars.Takes(Grammars.Of(schema), text));

    [Theory]
    [InlineData("""{"type":"array","items":{"type":"integer"},"minItems":2,"maxItems":3}""", "[1]", false)]
    [InlineData("""{"type":"array","items":{"type":"integer"},"minItems":2,"maxItems":3}""", "[1,2]", true)]
    [InlineData("""{"type":"array","items":{"type":"integer"},"minItems":2,"maxItems":3}""", "[1, 2, 3]", true)]
    [InlineData("""{"type":"array","items":{"type":"integer"},"minItems":2,"maxItems":3}""", "[1,2,3,4]", false)]
    [InlineData("""{"type":"array","maxItems":0}""", "[]", true)]
    [InlineData("""{"type":"array","maxItems":0}""", "[1]", false)]
    [InlineData("""{"type":"array","maxItems":1}""", "[1]", true)]
    [InlineData("""{"type":"array","maxItems":1}""", "[1,1]", false)]
    [InlineData("""{"prefixItems":[{"type":"integer"},{"type":"string"}]}""", "[1]", true)]
    [InlineData("""{"prefixItems":[{"type":"integer"},{"type":"string"}]}""", """[1,"a"]""", true)]
    [InlineData("""{"prefixItems":[{"type":"integer"},{"type":"string"}]}""", """[1,2]""", false)]
    [InlineData("""{"prefixItems":[{"type":"integer"},{"type":"string"}]}""", """[1,"a",2]""", false)]
    [InlineData("""{"prefixItems":[{"type":"integer"}],"items":{"type":"null"},"minItems":2}""", "[1]", false)]
    [InlineData("""{"prefixItems":[{"type":"integer"}],"items":{"type":"null"},"minItems":2}""", "[1,null,null]", true)]
    [InlineData("""{"prefixItems":[{"type":"integer"}],"items":false}""", "[1,2]", false)]
    [InlineData("""{"type":"array","items":{"type":"array","items":{"type":"boolean"}}}""", "[[],[true,false],[]]", true)]
    public void Arrays_keep_their_schema(string schema, string text, bool fits) =>
        Assert.Equal(fits, Grammars.Takes(Grammars.Of(schema), text));

    [Theory]
    [InlineData("""{"type":"string","minLength":2,"maxLength":3}""", "\"a\"", false)]
    [InlineData("""{"type":"string","minLength":2,"maxLength":3}""", "\"é😀\"", true)]
    [InlineData("""{"type":"string","minLength":2,"maxLength":3}""", "\"\\ud83d\\ude00\\n\"", true)]
    [InlineData("""{"type":"string","minLength":2,"maxLength":3}""", "\"abcd\"", false)]
    [InlineData("""{"enum":["red","gre\"en",3,null,{"a":[1]}]}""", "\"gre\\\"en\"", true)]
    [InlineData("""{"enum":["red","green",3,null,{"a":[1]}]}""", """{"a":[1]}""", true)]
    [InlineData("""{"enum":["red","green",3,null,{"a":[1]}]}""", "\"re\"", false)]
    [InlineData("""{"type":"string","enum":["red",3]}""", "3", false)]
    [InlineData("""{"const":"été"}""", "\"été\"", true)]
    [InlineData("""{"pattern":"^[A-Z]{2}-\\d+$"}""", "\"AB-12\"", true)]
    [InlineData("""{"pattern":"^[A-Z]{2}-\\d+$"}""", "\"AB-\"", false)]
    [InlineData("""{"pattern":"b+"}""", "\"aaabaa\"", true)]
    [InlineData("""{"pattern":"b+"}""", "\"aa\"", false)]
    [InlineData("""{"pattern":"^(a|bc)*$","maxLength":4}""", "\"abca\"", true)]
    [InlineData("""{"pattern":"^(a|bc)*$","maxLength":4}""", "\"abcab\"", false)]
    [InlineData("""{"pattern":"^[^a-z\"]$"}""", "\"é\"", true)]
    [InlineData("""{"pattern":"^[^a-z\"]$"}""", "\"\\\"\"", false)]
    [InlineData("""{"pattern":"^\\u00e9\\s\\S.$"}""", "\"é x😀\"", true)]
    [InlineData("""{"format":"date"}""", "\"2024-02-29\"", true)]
    [InlineData("""{"format":"date"}""", "\"2023-02-29\"", false)]
    [InlineData("""{"format":"date-time"}""", "\"2023-11-30T23:59:59.5+02:00\"", true)]
    [InlineData("""{"format":"date-time"}""", "\"2023-11-31T23:59:59Z\"", false)]
    [InlineData("""{"format":"uuid"}""", "\"123e4567-e89b-12d3-a456-426614174000\"", true)]
    [InlineData("""{"format":"email"}""", "\"ada.l@example.org\"", true)]
    [InlineData("""{"format":"email"}""", "\"ada@example\"", false)]
    [InlineData("""{"format":"ipv4"}""", "\"10.0.255.1\"", true)]
    public void Strings_keep_their_schema(string schema, string text, bool fits) =>
        Assert.Equal(fits, Grammars.Takes(Grammars.Of(schema), text));

    [Theory]
    [InlineData("""{"type":"integer","minimum":-12,"maximum":105}""", -12, 105)]
    [InlineData("""{"type":"integer","exclusiveMinimum":-3,"exclusiveMaximum":3}""", -2, 2)]
    [InlineData("""{"type":"integer","minimum":7.5,"maximum":9.5}""", 8, 9)]
    [InlineData("""{"type":"integer","minimum":5,"maximum":5}""", 5, 5)]
    [InlineData("""{"type":"integer","minimum":-110,"maximum":-9}""", -110, -9)]
    public void Whole_numbers_stay_between_their_bounds(string schema, int least, int most)
    {
        var grammar = Grammars.Of(schema);
        for (var number = -200; number <= 200; number++)
        {
            Assert.Equal(number >= least && number <= most, Grammars.Takes(grammar, [.. $"{number}".Select(digit => (int)digit)]));
        }
    }

    [Theory]
    [InlineData("""{"type":"number","minimum":-2,"maximum":1}""", -2.0, true, 1.0, true)]
    [InlineData("""{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":2}""", 0.0, false, 2.0, false)]
    [InlineData("""{"type":"number","minimum":1}""", 1.0, true, 1e9, true)]
    [InlineData("""{"type":"number","exclusiveMaximum":-1}""", -1e9, true, -1.0, false)]
    public void Numbers_stay_between_whole_bounds(string schema, double least, bool withLeast, double most, bool withMost)
    {
        var grammar = Grammars.Of(schema);
        for (var tenths = -35; tenths <= 35; tenths++)
        {
            var number = tenths / 10.0;
            var fits = (number > least || (withLeast && number == least)) && (number < most || (withMost && number == most));
            Assert.Equal(fits, Grammars.Takes(grammar, [.. $"{number}".Select(digit => (int)digit)]));
        }
    }

    [Theory]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}]}""", """{"a":1}""", true)]
    [InlineData("""{"type":["string","null"]}""", "null", true)]
    [InlineData("""{"type":["string","null"]}""", "1", false)]
    [InlineData("""{"oneOf":[{"const":1},{"const":2}]}""", "2", true)]
    [InlineData("""{"properties":{"kind":{"type":"string"}},"required":["kind"],"anyOf":[{"properties":{"kind":{"const":"a"},"x":{"type":"integer"}},"required":["x"]},{"properties":{"kind":{"const":"b"}}}]}""", """{"kind":"a","x":1}""", true)]
    [InlineData("""{"properties":{"kind":{"type":"string"}},"required":["kind"],"anyOf":[{"properties":{"kind":{"const":"a"},"x":{"type":"integer"}},"required":["x"]},{"properties":{"kind":{"const":"b"}}}]}""", """{"kind":"a"}""", false)]
    [InlineData("""{"allOf":[{"properties":{"a":{"type":"integer"}},"required":["a"]},{"properties":{"b":{"type":"integer"},"a":{"maximum":5}},"required":["b"]}]}""", """{"a":5,"b":6}""", true)]
    [InlineData("""{"allOf":[{"properties":{"a":{"type":"integer"}},"required":["a"]},{"properties":{"b":{"type":"integer"},"a":{"maximum":5}},"required":["b"]}]}""", """{"a":6,"b":6}""", false)]
    [InlineData("""{"type":"object","properties":{"next":{"anyOf":[{"$ref":"#"},{"type":"null"}]}},"required":["next"]}""", """{"next":{"next":{"next":null}}}""", true)]
    public void Alternatives_conjunctions_and_references_hold(string schema, string text, bool fits) =>
        Assert.Equal(fits, Grammars.Takes(Grammars.Of(schema), text));

    [Fact]
    public void A_call_names_a_known_function_and_has_its_arguments()
    {
        var schema = System.Text.Json.JsonDocument.Parse("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""").RootElement;
        var grammar = Grammars.Call(new("weather", schema, "p"), new("now", null, "q"));

        Assert.True(Grammars.Takes(grammar, """{"name":"weather","arguments":{"city":"Rom"}}"""));
        Assert.True(Grammars.Takes(grammar, """{"name": "now", "arguments": {"any": 1}}"""));
        Assert.False(Grammars.Takes(grammar, """{"name":"weather","arguments":{}}"""));
        Assert.False(Grammars.Takes(grammar, """{"name":"other","arguments":{}}"""));
    }

    [Fact]
    public void The_same_schema_shares_one_grammar() => Assert.Same(Grammars.Of(Person), Grammars.Of(Person));

    [Fact]
    public void Nesting_ends_where_readers_of_json_give_up()
    {
        var grammar = Grammars.AnyObject;

        Assert.True(Grammars.Takes(grammar, [.. Nested(55).Select(character => (int)character)]));
        Assert.False(Grammars.Takes(grammar, [.. Nested(70).Select(character => (int)character)]));

        static string Nested(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","contentSchema":{}}}}""", "schema.properties.a.contentSchema")]
    [InlineData("""{"not":{}}""", "schema.not")]
    [InlineData("""{"type":"array","uniqueItems":true}""", "schema.uniqueItems")]
    [InlineData("""{"type":"number","multipleOf":2}""", "schema.multipleOf")]
    [InlineData("""{"type":"number","minimum":0.5}""", "schema.minimum")]
    [InlineData("""{"type":"text"}""", "schema.type")]
    [InlineData("""{"type":"string","minLength":-1}""", "schema.minLength")]
    [InlineData("""{"format":"iri"}""", "schema.format")]
    [InlineData("""{"pattern":"(?=a)"}""", "schema.pattern")]
    [InlineData("""{"pattern":"(a"}""", "schema.pattern")]
    [InlineData("""{"pattern":"a^b"}""", "schema.pattern")]
    [InlineData("""{"pattern":"[z-a]"}""", "schema.pattern")]
    [InlineData("""{"pattern":"\\1"}""", "schema.pattern")]
    [InlineData("""{"pattern":"(((a{1000}){1000}){1000})"}""", "schema.pattern")]
    [InlineData("""{"pattern":"^abc$","minLength":4}""", "schema.pattern")]
    [InlineData("""{"$ref":"#/$defs/none"}""", "schema.$ref")]
    [InlineData("""{"$ref":"https://example.org/schema"}""", "schema.$ref")]
    [InlineData("""{"$ref":"#"}""", "schema")]
    [InlineData("""{"anyOf":[{"$ref":"#"},{"$ref":"#"}]}""", "schema")]
    [InlineData("""{"anyOf":[]}""", "schema.anyOf")]
    [InlineData("""{"allOf":{}}""", "schema.allOf")]
    [InlineData("""{"properties":[]}""", "schema.properties")]
    [InlineData("""{"required":[1]}""", "schema.required")]
    [InlineData("""{"items":[{}]}""", "schema.items")]
    [InlineData("""{"enum":[]}""", "schema")]
    [InlineData("""false""", "schema")]
    [InlineData("""7""", "schema")]
    [InlineData("""{"type":"object","properties":{"next":{"$ref":"#"}},"required":["next"]}""", "schema")]
    public void What_cannot_be_held_to_is_refused_by_its_path(string schema, string path)
    {
        var refused = Assert.Throws<ModelException>(() => Grammars.Of(schema));

        Assert.Equal((ModelFailure.BadInput, path), (refused.Failure, refused.Param));
    }
}
