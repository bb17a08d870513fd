using System.Collections.Immutable;
using Andamento.Endpoints;

namespace Andamento.Tests.Unit.Endpoints;

public class EntityChangesTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_config_that_begins_to_serve_is_a_change_of_each_of_its_entities()
    {
        var next = EntityChanges.Note(Of(null), Of(Config(1, "a", "b")), Noon);

        Assert.Equal(["a 1", "b 1"], next.Unrecorded.Select(change => $"{change.Entity.Name} {change.ConfigVersion}"));
        Assert.All(next.Unrecorded, change => Assert.Equal((Noon, null), (change.ChangedAt, change.DeletedAt)));
    }

    [Fact]
    public void What_is_no_other_config_is_no_change()
    {
        Assert.Empty(EntityChanges.Note(Of(Config(1, "a")), Of(Config(1, "a")), Noon).Unrecorded);
        Assert.Empty(EntityChanges.Note(Of(Config(1, "a")), Of(null), Noon).Unrecorded); // cleared: nothing serves
        Assert.Empty(EntityChanges.Note(new(), new(), Noon).Unrecorded);
    }

    [Fact]
    public void What_is_not_recorded_yet_waits_on_in_its_order_even_when_the_endpoint_is_deleted()
    {
        var changed = EntityChanges.Note(Of(null), Of(Config(1, "a")), Noon);

        var deleted = EntityChanges.Note(changed, EndpointLife.Delete(changed, Noon), Noon.AddHours(1));

        Assert.Equal([null, Noon.AddHours(1)], deleted.Unrecorded.Select(change => change.DeletedAt));
        Assert.False(deleted.IsEmpty);
    }

    private static EndpointRecord Of(StoredConfig? active) => new()
    {
        Endpoint = new()
        {
            Name = "e", Id = "id", Creator = "me", CreatedAt = Noon, UpdatedAt = Noon, Revision = 1, Active = active,
        },
    };

    private static StoredConfig Config(int version, params ImmutableArray<string> names) => new()
    {
        Version = version,
        StartedAt = Noon,
        Routes = [],
        Entities = [.. names.Select(name => new ServedEntityDefinition
        {
            Entity = new()
            {
                Name = name, Task = Serving.ServingTask.Chat, Creator = "me", CreatedAt = Noon, Deployment = DeploymentState.Ready,
                DeployedBy = version, External = new() { Provider = "openai", Name = "gpt", ConfigName = "openai_config" },
            },
        })],
    };
}
