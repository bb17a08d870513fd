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
        text.AppendLine("Try:");
        text.AppendLine(CultureInfo.InvariantCulture, $"  export URL={address} TOKEN={token ?? "dapi..."}");
        text.AppendLine("  curl -s $URL/api/2.0/serving-endpoints -H \"Authorization: Bearer $TOKEN\"");
        text.AppendLine("  curl -s $URL/serving-endpoints/embeddings -H \"Authorization: Bearer $TOKEN\" \\");
        text.AppendLine("    -H 'Content-Type: application/json' -d '{\"model\": \"minilm\", \"input\": \"hello\"}'");
        text.AppendLine("  curl -sN $URL/serving-endpoints/chat/completions -H \"Authorization: Bearer $TOKEN\" \\");
        text.AppendLine("    -H 'Content-Type: application/json' \\");
        text.AppendLine("    -d '{\"model\": \"chat\", \"stream\": true, \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}'");
        text.AppendLine();
        return text.ToString();
    }
}
