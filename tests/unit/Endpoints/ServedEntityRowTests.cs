using System.Text.Json;
using Andamento.Endpoints;
using Andamento.Serving;
using Andamento.Tests.Unit.Records;

namespace Andamento.Tests.Unit.Endpoints;

public sealed class ServedEntityRowTests
{
    private static readonly ServedEntity Model = new()
    {
        Name = "llama",
        Task = ServingTask.Chat,
        Creator = "ann",
        CreatedAt = DateTimeOffset.UnixEpoch,
        Deployment = DeploymentState.Ready,
        DeployedBy = 1,
        EntityName = "system.ai.llama",
        EntityVersion = "1",
    };

    [Fact]
    public void Provisioned_throughput_is_told_in_place_of_what_it_runs_on()
    {
        var row = Row(Model with { MinProvisionedThroughput = 0, MaxProvisionedThroughput = 1940 });

        Assert.Equal("""{"min_provisioned_throughput":0,"max_provisioned_throughput":1940}""", row.GetProperty("foundation_model_config").GetRawText());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("custom_model_config").ValueKind);
        Assert.Equal("FOUNDATION_MODEL", row.GetProperty("entity_type").GetString());
    }

    [Fact]
    public void A_model_that_has_a_size_tells_its_concurrency()
    {
        var row = Row(Model with { WorkloadSize = "Small", WorkloadType = "CPU" });

        Assert.Equal("""{"min_concurrency":4,"max_concurrency":4,"compute_type":"CPU"}""", row.GetProperty("custom_model_config").GetRawText());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("foundation_model_config").ValueKind);
    }

    private static JsonElement Row(ServedEntity entity) => RowList.Columns(new ServedEntityRow(
        new()
        {
            EndpointName = "chat",
            EndpointId = "1",
            ConfigVersion = 1,
            Kind = EndpointKind.Foundation,
            Entity = entity,
            ChangedAt = DateTimeOffset.UnixEpoch,
        },
        "7"));
}
