using Andamento.Endpoints;
using static Andamento.Tests.Unit.Endpoints.Wishes;

namespace Andamento.Tests.Unit.Endpoints;

public sealed class EntityRulesTests
{
    [Fact]
    public void An_entity_is_either_external_or_a_registered_model()
    {
        Assert.Equal(
            "config.served_entities[0]: needs either entity_name or external_model.", Refusal(new ServedEntityInput()).Message);
        Assert.Equal(
            "config.served_entities[0].entity_name: 'a.b.c' excludes external_model; give one of them.",
            Refusal(External() with { EntityName = "a.b.c" }).Message);
    }

    [Fact]
    public void External_and_own_models_do_not_mix() => Assert.Equal(
        "config.served_entities[1].name: 'flowers' mixes external models and models of this cluster in one endpoint.",
        Refusal(External(), Model()).Message);

    [Fact]
    public void External_models_of_one_endpoint_share_a_task() => Assert.Equal(
        "config.served_entities[1].external_model.task: 'llm/v1/embeddings' differs from 'llm/v1/chat'; "
            + "all entities of an endpoint share one task.",
        Refusal(External(), External("other", "llm/v1/embeddings")).Message);

    [Fact]
    public void Two_entities_never_share_a_name() => Assert.Equal(
        "config.served_entities[1].name: 'talk' is used twice; give every entity a name of its own.",
        Refusal(External(), External()).Message);

    [Fact]
    public void Default_names_collide_like_given_ones() => Assert.Equal(
        "config.served_entities[1].name: 'iris-1' is used twice; give every entity a name of its own.",
        Refusal(Model() with { Name = null }, Model() with { Name = null, EntityName = "main.other.iris" }).Message);

    [Fact]
    public void More_entities_than_the_limit_are_refused() => Assert.Equal(
        "config.served_entities: '16' entities are too many; at most 15 are served.",
        Refusal([.. Enumerable.Range(0, 16).Select(number => External($"e{number}"))]).Message);

    [Theory]
    [InlineData(EndpointKind.External)]
    [InlineData(EndpointKind.Custom)]
    [InlineData(EndpointKind.Foundation)]
    public void An_endpoint_stays_on_its_side_of_the_cluster(EndpointKind was)
    {
        var other = was is EndpointKind.External ? Model() : External();

        var refused = Refusal(() => EntityRules.Plan([other], "", was, Options, Find));

        Assert.Equal("served_entities[0].name", refused.Param);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("line\n")]
    public void A_name_has_a_shape(string name) =>
        Assert.Equal("config.served_entities[0].name", Refusal(External(name)).Param);

    [Fact]
    public void A_name_may_be_63_characters_long_and_no_longer()
    {
        Assert.Equal(63, Plan(External(new string('x', 63)))[0].Name.Length);
        Assert.Equal("config.served_entities[0].name", Refusal(External(new string('x', 64))).Param);
    }

    [Theory]
    [InlineData("", "must be 1 to 63")]
    [InlineData("databricks-mine", "must not start with")]
    [InlineData("pt", "is reserved")]
    [InlineData("get-model-optimization-info", "is reserved")]
    public void An_endpoint_cannot_have_every_name(string name, string why) =>
        Assert.Contains(why, Refusal(() => EndpointNames.CheckEndpoint(name, ofSystem: false)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("gpt-3.5-turbo", "gpt-3-5-turbo")]
    [InlineData("anthropic.claude-v2:1", "anthropic-claude-v2-1")]
    public void An_external_entity_is_named_after_its_model(string model, string expected) => Assert.Equal(
        expected, Plan(External().With(external => external with { Name = model }) with { Name = null })[0].Name);

    [Fact]
    public void An_entity_of_our_own_is_named_after_its_model_and_version() => Assert.Equal(
        "mistral_7b-2",
        Plan(new ServedEntityInput { EntityName = "system.ai.mistral_7b", EntityVersion = "2" })[0].Name);
}
