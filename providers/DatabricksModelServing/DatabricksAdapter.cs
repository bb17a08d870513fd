using Andamento.Providers.Compatible;
using Andamento.Providers.Http;
using Andamento.Providers.OpenAI;
using Andamento.Providers.Unified;

namespace Andamento.Providers.DatabricksModelServing;

/// <summary>A serving endpoint of another workspace, or of another cluster like this one. It speaks the unified language.</summary>
internal sealed class DatabricksAdapter : IProviderAdapter
{
    private const string HopsHeader = "x-gateway-hops";
    private const int MaxHops = 3;

    internal static readonly ProviderDescriptor Description = new()
    {
        Name = "databricks-model-serving",
        ConfigName = "databricks_model_serving_config",
        Tasks = [ProviderTask.Chat, ProviderTask.Completions, ProviderTask.Embeddings],
        Settings =
        [
            new("databricks_workspace_url", "The address of the workspace.") { Required = true, Address = true },
            new("databricks_api_token", "A token that may query the endpoint.") { Secret = true, Required = true },
        ],
        Check = static settings => settings.GetValueOrDefault("databricks_workspace_url") is { } address
            ? AddressRules.CheckShape("databricks_workspace_url", address)
            : null,
    };

    /// <inheritdoc/>
    public ProviderDescriptor Descriptor => Description;

    /// <inheritdoc/>
    public HttpRequestMessage ToCall(ProviderCall call, ProviderTarget target)
    {
        if (call.Hops >= MaxHops)
        {
            throw new ProviderException(
                ProviderFailure.Looped, $"The request came through {call.Hops} gateways: they call each other in a circle.")
            {
                Code = "routing_loop",
            };
        }

        var workspace = JsonPost.Base(target, "databricks_workspace_url", "");
        var address = $"{workspace}/serving-endpoints/{Uri.EscapeDataString(target.Model)}/invocations";
        return JsonPost.Create(address, ChatBody.Write(call, model: null), call.Stream)
            .WithBearer(target.Setting("databricks_api_token"))
            .With(HopsHeader, $"{call.Hops + 1}");
    }

    /// <inheritdoc/>
    public IAnswerReader ReadAnswer(ProviderCall call, ProviderTarget target) => new CompatibleAnswer(Description, call, target);
}
