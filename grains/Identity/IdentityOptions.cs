using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Andamento.Identity;

/// <summary>Limits of tokens and secrets. Section <c>Andamento:Identity</c>.</summary>
public sealed class IdentityOptions
{
    /// <summary>Most personal tokens of one user or service principal, 1 to 100,000. The default is 600.</summary>
    [Range(1, 100_000)] public int MaxTokensPerUser { get; set; } = 600;

    /// <summary>Most OAuth secrets of one service principal, 1 to 100. The default is 5.</summary>
    [Range(1, 100)] public int MaxSecretsPerServicePrincipal { get; set; } = 5;

    /// <summary>How long an OAuth access token works, 1 s to 1 day. The default is 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromHours(1);
}

[OptionsValidator] // the attributes above, compiled
internal sealed partial class IdentityOptionsRanges : IValidateOptions<IdentityOptions>;
