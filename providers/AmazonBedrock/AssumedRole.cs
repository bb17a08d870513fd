using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Andamento.Providers.Unified;

namespace Andamento.Providers.AmazonBedrock;

/// <summary>Calls in the name of a role: an access key that may take it buys a temporary one, good for a quarter of an hour.</summary>
internal static class AssumedRole
{
    private const string Address = "aws_sts_endpoint_url";
    private const int Seconds = 900; // the shortest that is granted: a role that is taken away soon ends here too

    /// <summary>What to buy for a target; null where its calls are signed with the key that it names.</summary>
    public static TokenPurchase? Of(ProviderTarget target)
    {
        if (target.Setting(BedrockSettings.Role)?.Trim() is not { Length: > 0 } role) return null;

        var (credentials, region) = (BedrockSettings.Credentials(target), BedrockSettings.Region(target));
        var address = JsonPost.Base(target, Address, $"https://sts.{region}.{BedrockSettings.Domain(region)}") + "/";
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(credentials.ToToken()));
        return new($"aws {address} {role} {Convert.ToHexString(digest)}", now => Ask(address, role, credentials, region, now))
        {
            Answer = AssumedRoleAnswer.Instance,
        };
    }

    /// <summary>The setting that an operator may give another address by.</summary>
    public static ProviderSetting AddressSetting { get; } = new(Address, "The address of the service that roles are taken at. When not set: that of the region.")
    {
        OperatorDefault = static options => options.AmazonBedrock.StsUrl,
        Address = true,
    };

    private static HttpRequestMessage Ask(string address, string role, AwsCredentials credentials, string region, DateTimeOffset now)
    {
        var form = $"Action=AssumeRole&Version=2011-06-15&RoleArn={Uri.EscapeDataString(role)}&RoleSessionName=andamento&DurationSeconds={Seconds}";
        var body = Encoding.ASCII.GetBytes(form);
        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded") } },
        };
        request.With("User-Agent", "Andamento");
        AwsSignature.Sign(request, body, credentials, region, AwsSignature.Tokens, now);
        return request;
    }
}
