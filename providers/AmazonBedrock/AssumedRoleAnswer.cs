using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Andamento.Providers.Http;

namespace Andamento.Providers.AmazonBedrock;

/// <summary>What AWS answers to who takes a role: XML, in a namespace for each version.</summary>
internal sealed class AssumedRoleAnswer : ITokenAnswer
{
    private static readonly XmlReaderSettings Plain = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, // an answer that defines entities is none
        XmlResolver = null,
    };

    /// <summary>The one there is: it has no state.</summary>
    public static AssumedRoleAnswer Instance { get; } = new();

    /// <inheritdoc/>
    public BoughtToken? Token(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        if (Find(body, "Credentials") is not { } key) return null;

        return (Text(key, "AccessKeyId"), Text(key, "SecretAccessKey"), Text(key, "SessionToken")) is ({ } id, { } secret, { } session)
            && DateTimeOffset.TryParse(Text(key, "Expiration"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var ends)
            ? new(new AwsCredentials(id, secret, session).ToToken(), ends)
            : null;
    }

    /// <inheritdoc/>
    public (string? Code, string? Words) Refusal(ReadOnlyMemory<byte> body) =>
        Find(body, "Error") is { } error ? (Text(error, "Code"), Text(error, "Message")) : default;

    private static XElement? Find(ReadOnlyMemory<byte> body, string name)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(body.ToArray()), Plain);
            return XDocument.Load(reader).Descendants().FirstOrDefault(element => element.Name.LocalName == name);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static string? Text(XElement parent, string name) =>
        parent.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value.Trim() is { Length: > 0 } text ? text : null;
}
