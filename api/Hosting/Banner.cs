using System.Globalization;
using System.Text;

namespace Andamento.Api.Hosting;

/// <summary>What a person sees when the server is ready.</summary>
internal static class Banner
{
    /// <summary>Composes the text.</summary>
    /// <param name="address">The address to call.</param>
    /// <param name="data">The data folder.</param>
    /// <param name="token">A token that was just made, shown this once; null when there is none to show.</param>
    public static string Compose(string address, string data, string? token)
    {
        var text = new StringBuilder();
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Andamento serves on {address}");
        text.AppendLine(CultureInfo.InvariantCulture, $"State is in {data}");
        text.AppendLine();
        text.AppendLine(token is null
            ? "Tokens were made before. Another one: --new-token with the same --data."
            : $"Token, shown once:  {token}");
        text.AppendLine();
        text.AppendLine("Try: serve a model, ask it, see what is served. README.md has more.");
        text.AppendLine(CultureInfo.InvariantCulture, $"  export URL={address} TOKEN={token ?? "dapi..."}");
        text.AppendLine("  curl -s $URL/api/2.0/serving-endpoints -H \"Authorization: Bearer $TOKEN\" -d '{\"name\": \"minilm\",");
        text.AppendLine("    \"config\": {\"served_entities\": [{\"entity_name\": \"system.ai.all_minilm_l6_v2\", \"entity_version\": \"1\"}]}}'");
        text.AppendLine("  curl -sSf --retry 9 $URL/serving-endpoints/embeddings -H \"Authorization: Bearer $TOKEN\" \\");
        text.AppendLine("    -H 'Content-Type: application/json' -d '{\"model\": \"minilm\", \"input\": \"hello\"}'");
        text.AppendLine("  curl -s $URL/api/2.0/serving-endpoints -H \"Authorization: Bearer $TOKEN\"");
        text.AppendLine();
        return text.ToString();
    }
}
