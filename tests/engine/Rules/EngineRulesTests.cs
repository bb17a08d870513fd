using Andamento.Tests.Engine.Rules.Samples;

namespace Andamento.Tests.Engine.Rules;

/// <summary>Each rule objects to a sample that breaks it, and to nothing that keeps them all.</summary>
public sealed class EngineRulesTests
{
    [Theory]
    [InlineData(typeof(ISound))]
    [InlineData(typeof(SoundGrain))]
    [InlineData(typeof(SoundMessage))]
    [InlineData(typeof(SoundNumbered))]
    [InlineData(typeof(SoundException))]
    [InlineData(typeof(SoundStruct))]
    public void Sound_types_break_no_rule(Type type) => Assert.Empty(EngineRules.BrokenIn([type]));

    [Theory]
    [InlineData(typeof(IReturnsInt), "IReturnsInt.Count returns Int32; it may return Task, ValueTask, IAsyncEnumerable or void.")]
    [InlineData(typeof(IHasProperty), "IHasProperty has the property Size; a grain is called through methods.")]
    [InlineData(typeof(IHasIndexer), "IHasIndexer has an indexer; a grain is called through methods.")]
    [InlineData(typeof(IHasEvent), "IHasEvent has the event Changed; a grain calls observers instead.")]
    [InlineData(typeof(ITakesRef), "ITakesRef.DoAsync takes value by reference.")]
    [InlineData(typeof(ITakesSpan), "ITakesSpan.DoAsync takes bytes as ReadOnlySpan<Byte>, which cannot travel.")]
    [InlineData(typeof(ITakesTwoTokens), "ITakesTwoTokens.DoAsync takes more than one CancellationToken.")]
    [InlineData(typeof(IDoubleAlias), "IDoubleAlias gives the alias \"same\" to 2 methods.")]
    [InlineData(typeof(SerializableGrain), "SerializableGrain is a grain and has [GenerateSerializer].")]
    [InlineData(typeof(AliasedGrain), "AliasedGrain is a grain and has [Alias]; it belongs on the interface.")]
    [InlineData(typeof(MarkedGrain), "MarkedGrain.DoAsync has [AlwaysInterleave]; it belongs on the interface's method.")]
    public void A_grain_that_breaks_a_rule_is_named(Type type, string objection) =>
        Assert.Equal([objection], EngineRules.BrokenIn([type]));

    [Theory]
    [InlineData(typeof(UnnumberedProperty), "UnnumberedProperty.Size has neither [Id] nor [NonSerialized].")]
    [InlineData(typeof(UnnumberedField), "UnnumberedField.Size has neither [Id] nor [NonSerialized].")]
    [InlineData(typeof(UnnumberedBody), "UnnumberedBody.Size has neither [Id] nor [NonSerialized].")]
    [InlineData(typeof(UnnumberedException), "UnnumberedException.Code has neither [Id] nor [NonSerialized].")]
    [InlineData(typeof(HalfNumbered), "HalfNumbered numbers some of its positions; it must number all or none.")]
    [InlineData(typeof(DoubleId), "DoubleId gives the id 1 to One and Two.")]
    [InlineData(typeof(ComputedId), "ComputedId.Three is computed and has [Id].")]
    [InlineData(typeof(KeepsParameter), "KeepsParameter keeps the constructor's parameter size, which is not serialised.")]
    public void A_message_that_is_numbered_wrong_is_named(Type type, string objection) =>
        Assert.Equal([objection], EngineRules.BrokenIn([type]));

    [Fact]
    public void A_message_that_generated_code_cannot_name_is_named() =>
        Assert.Equal(["PrivateMessage is nested and private or protected."], EngineRules.BrokenIn([Shelter.Hidden]));

    [Theory]
    [InlineData(typeof(HoldsJson), "HoldsJson.Body is JsonElement, which has no serializer.")]
    [InlineData(typeof(HoldsObject), "HoldsObject.Anything is Object, which says nothing about what arrives.")]
    [InlineData(typeof(HoldsStream), "HoldsStream.Body is Stream, which has no serializer.")]
    [InlineData(typeof(HoldsDelegate), "HoldsDelegate.Code is Func<Int32>, which is code.")]
    [InlineData(typeof(HoldsSequence), "HoldsSequence.Numbers is IEnumerable<Int32>, which may hide a type that no serializer knows.")]
    [InlineData(typeof(HoldsStranger), "HoldsStranger.Deep is Unknown, which has no serializer.")]
    [InlineData(typeof(ITakesStranger), "ITakesStranger.DoAsync takes stranger as Unknown, which has no serializer.")]
    [InlineData(typeof(IAnswersJson), "IAnswersJson.AskAsync answers as JsonDocument, which has no serializer.")]
    [InlineData(typeof(IStreamsObjects), "IStreamsObjects.StreamAsync answers as Object, which says nothing about what arrives.")]
    public void A_message_that_cannot_travel_is_named(Type type, string objection) =>
        Assert.Equal([objection], EngineRules.BrokenIn([type]));

    [Fact]
    public void Dynamic_is_named_twice_over() => Assert.Equal(
        [
            "ITakesDynamic.DoAsync takes value as Object, which says nothing about what arrives.",
            "ITakesDynamic.DoAsync takes value as dynamic.",
        ],
        EngineRules.BrokenIn([typeof(ITakesDynamic)]));

    [Fact]
    public void An_alias_of_two_types_is_named() => Assert.Equal(
        ["The alias \"one\" is that of IFirstOfAlias and ISecondOfAlias."],
        EngineRules.BrokenIn([typeof(IFirstOfAlias), typeof(ISecondOfAlias)]));

    [Fact]
    public void Code_that_the_compiler_wrote_is_left_alone() =>
        Assert.Empty(EngineRules.BrokenIn(typeof(EngineRulesTests).Assembly.GetTypes().Where(type => type.IsGenerated())));
}
