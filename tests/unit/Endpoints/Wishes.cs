using System.Collections.Immutable;
using Andamento.Endpoints;
using Andamento.Providers;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Endpoints;

/// <summary>What the tests of endpoint rules send: valid in everything but what a test changes.</summary>
internal static class Wishes
{
    public static readonly EndpointOptions Options = new();

    private static readonly ProviderDescriptor Parrot = new()
    {
        Name = "parrot",
        ConfigName = "parrot_config",
        Tasks = [ProviderTask.Chat, ProviderTask.Embeddings],
        Settings =
        [
            new("parrot_key", "Its key.") { Secret = true, Required = true },
            new("parrot_base", "Its address.") { Address = true },
            new("parrot_region", "Its region.") { Required = true },
            new("parrot_breed", "Its breed.") { IgnoresCase = true },
        ],
        Check = settings => settings["parrot_region"] is "moon" ? "parrot_region: there are no parrots there." : null,
    };

    public static ProviderDescriptor? Find(string name) => name == Parrot.Name ? Parrot : null;

    public static ServedEntityInput External(string name = "talk", string task = "llm/v1/chat") => new()
    {
        Name = name,
        ExternalModel = new()
        {
            Provider = "parrot",
            Name = "polly",
            Task = task,
            Configs = [Config(("parrot_key", "{{secrets/birds/polly}}"), ("parrot_region", "jungle"))],
        },
    };

    public static ProviderConfigInput Config(params (string Name, string Value)[] settings) => Config("parrot_config", settings);

    public static ProviderConfigInput Config(string name, params (string Name, string Value)[] settings) =>
        new(name, [.. settings.Select(setting => new NamedValue(setting.Name, setting.Value))]);

    public static ServedEntityInput With(this ServedEntityInput entity, Func<ExternalModelInput, ExternalModelInput> change) =>
        entity with { ExternalModel = change(entity.ExternalModel!) };

    public static ServedEntityInput With(this ServedEntityInput entity, params (string Name, string Value)[] settings) =>
        entity.With(model => model with { Configs = [Config(settings)] });

    public static ServedEntityInput Model(string name = "flowers") =>
        new() { Name = name, EntityName = "main.default.iris", EntityVersion = "1" };

    public static ImmutableArray<EntityPlan> Plan(params ServedEntityInput[] entities) =>
        EntityRules.Plan([.. entities], "config.", was: null, Options, Find);

    public static ServingException Refusal(params ServedEntityInput[] entities) => Refusal(() => Plan(entities));

    public static ServingException Refusal(Action act)
    {
        var refused = Assert.Throws<ServingException>(act);
        Assert.Equal(FailureKind.InvalidParameter, refused.Kind);
        return refused;
    }
}
