using Andamento.Api.Guardrails.Safety;
using Andamento.Api.Guardrails.Topics;
using Microsoft.Extensions.Options;

namespace Andamento.Api.Guardrails;

/// <summary>What guardrails need from the container.</summary>
internal static class GuardrailServices
{
    /// <summary>Registers it, with the classifiers that the settings choose.</summary>
    public static IServiceCollection AddGuardrails(this IServiceCollection services)
    {
        services.AddOptions<GuardrailOptions>().BindConfiguration(GuardrailOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<GuardrailOptions>, GuardrailOptionsRanges>();

        services.AddSingleton<ModerationCall>();
        services.AddSingleton<ISafetyClassifier>(static provider => Options(provider).SafetyEndpoint is { Length: > 0 } endpoint
            ? new EndpointSafety(endpoint, provider.GetRequiredService<ModerationCall>())
            : new PhraseSafety());
        services.AddSingleton<ITopicClassifier>(static provider => Options(provider).TopicEndpoint is { Length: > 0 } endpoint
            ? new EndpointTopics(endpoint, provider.GetRequiredService<ModerationCall>())
            : new WordTopics());
        services.AddSingleton<GuardrailMetrics>();
        services.AddSingleton<GuardrailRoom>();
        return services;
    }

    private static GuardrailOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<GuardrailOptions>>().Value;
}
