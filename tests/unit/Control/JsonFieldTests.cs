using System.Text;
using System.Text.Json;
using Andamento.Api.Control.Reading;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Control;

public sealed class JsonFieldTests
{
    [Theory]
    [InlineData("90", 90L)]
    [InlineData("\"90\"", 90L)]
    [InlineData("\"-1\"", -1L)]
    [InlineData("null", null)]
    public void A_whole_number_may_be_a_string(string json, long? expected) => Assert.Equal(expected, Field(json).Integer("a"));

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"false\"", false)]
    [InlineData("\"True\"", true)]
    [InlineData("null", null)]
    public void A_boolean_may_be_a_string(string json, bool? expected) => Assert.Equal(expected, Field(json).Flag("a"));

    [Theory]
    [InlineData("\"3\"", "3")]
    [InlineData("3", "3")]
    [InlineData("null", null)]
    public void A_version_may_be_a_number(string json, string? expected) => Assert.Equal(expected, Field(json).TextOrNumber("a"));

    [Theory]
    [InlineData("1")]
    [InlineData("\"x\"")]
    [InlineData("[]")]
    public void A_member_of_what_is_no_object_is_refused(string json) =>
        Assert.StartsWith("a[0]: must be an object, not ", Assert.Throws<ServingException>(
            () => Field($"[{json}]").List("a")!.Select(item => item.Text("b")).ToList()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_string_longer_than_any_operation_takes_is_refused()
    {
        Assert.Equal(JsonField.MaxTextLength, Field($"\"{new string('x', JsonField.MaxTextLength)}\"").Text("a")!.Length);
        Refuses(
            $"a: must have at most {JsonField.MaxTextLength} characters.",
            () => Field($"\"{new string('x', JsonField.MaxTextLength + 1)}\"").Text("a"));
        Refuses("a: is no number that we know.", () => Field(new string('1', 1000)).TextOrNumber("a"));
    }

    [Theory]
    [InlineData("1", "a: must be a string, not a number.")]
    [InlineData("true", "a: must be a string, not a boolean.")]
    [InlineData("{}", "a: must be a string, not an object.")]
    [InlineData("[]", "a: must be a string, not a list.")]
    public void A_string_must_be_one(string json, string message) => Refuses(message, () => Field(json).Text("a"));

    [Theory]
    [InlineData("1.5", "a: must be a whole number.")]
    [InlineData("1e400", "a: must be a whole number.")]
    [InlineData("\"many\"", "a: must be a whole number.")]
    [InlineData("true", "a: must be a whole number, not a boolean.")]
    public void A_whole_number_must_be_one(string json, string message) => Refuses(message, () => Field(json).Integer("a"));

    [Theory]
    [InlineData("\"yes\"", "a: must be true or false.")]
    [InlineData("1", "a: must be true or false, not a number.")]
    public void A_boolean_must_be_one(string json, string message) => Refuses(message, () => Field(json).Flag("a"));

    [Fact]
    public void A_number_beyond_32_bits_is_refused() =>
        Refuses("a: 4294967296 is out of range.", () => Field("4294967296").SmallInteger("a"));

    [Fact]
    public void A_refusal_names_the_whole_path()
    {
        var body = Body("""{"config": {"served_entities": [{"name": "a"}, {"external_model": {"task": 1}}]}}""");
        var model = body.Object("config")!.Value.List("served_entities")![1].Object("external_model")!.Value;

        Refuses("config.served_entities[1].external_model.task: must be a string, not a number.", () => model.Text("task"));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_text()
    {
        var refused = Assert.Throws<ServingException>(() => Field("\"\\ud800\"").Text("a"));

        Assert.Equal(FailureKind.MalformedRequest, refused.Kind);
    }

    [Theory]
    [InlineData("{}", false)]
    [InlineData("[]", false)]
    [InlineData("null", false)]
    [InlineData("[1]", true)]
    [InlineData("0", true)]
    public void Empty_containers_say_nothing(string json, bool expected) => Assert.Equal(expected, Field(json).HasContent("a"));

    private static JsonField Body(string json) => new(JsonDocument.Parse(Encoding.UTF8.GetBytes(json)).RootElement, "");

    private static JsonField Field(string json) => Body($$"""{"a": {{json}}}""");

    private static void Refuses(string message, Func<object?> read)
    {
        var refused = Assert.Throws<ServingException>(read);
        Assert.Equal((FailureKind.InvalidParameter, message), (refused.Kind, refused.Message));
        Assert.Equal(message[..message.IndexOf(':', StringComparison.Ordinal)], refused.Param);
    }
}
