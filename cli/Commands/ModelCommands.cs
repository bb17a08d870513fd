using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Andamento.Cli.Http;
using Andamento.Cli.Import;
using Andamento.Cli.Output;

namespace Andamento.Cli.Commands;

/// <summary><c>andamento models</c>.</summary>
internal static class ModelCommands
{
    private const string Unity = "/api/2.1/unity-catalog/models";

    private static readonly Column[] Row = [new("NAME", "full_name"), new("OWNER", "owner"), new("CHANGED", "updated_at"), new("COMMENT", "comment")];

    /// <summary>The group.</summary>
    public static Command Build(CommandKit kit) => CommandKit.Group("models", "Registered models", List(kit), Import(kit));

    private static Command List(CommandKit kit)
    {
        var catalog = new Option<string?>("--catalog") { Description = "Only models of this catalog", HelpName = "NAME" };
        var schema = new Option<string?>("--schema") { Description = "Only models of this schema; needs --catalog", HelpName = "NAME" };
        return kit.Make(
            new("list", "List the models that are named catalog.schema.model", "models list", "models list --catalog system --schema ai"),
            async (session, token) =>
            {
                var query = $"?max_results=100&catalog_name={Escape(session.Value(catalog))}&schema_name={Escape(session.Value(schema))}";
                session.Printer.List(await ReadAllAsync(session.Api, Unity + query, token), "registered_models", Row);
            },
            catalog, schema);
    }

    private static Command Import(CommandKit kit)
    {
        var source = new Argument<string>("source") { Description = "An .onnx file, a .zip, .tar or .tar.gz, or a folder: of ours, of MLflow, of a Hugging Face export, of onnxruntime-genai" };
        var name = new Option<string>("--name") { Description = "The model: catalog.schema.model, or one word", HelpName = "NAME", Required = true };
        var variant = new Option<string?>("--variant") { Description = "Which of several .onnx files: a name, or its end, such as q4 of model_q4.onnx", HelpName = "NAME" };
        var task = new Option<string?>("--task") { Description = "What the model does, where its files do not say: llm/v1/chat, llm/v1/completions or llm/v1/embeddings", HelpName = "TASK" };
        var type = new Option<string?>("--model-type") { Description = "The model's architecture, where its files do not say: llama, gte-large ...", HelpName = "TYPE" };
        return kit.Make(
            new(
                "import", "Upload a model as the next version of its name; goes on where an interrupted import of the same files stopped",
                "models import churn.onnx --name main.default.churn", "models import ./Llama-3.2-1B-Instruct --name main.default.llama --variant q4"),
            async (session, token) =>
            {
                using var package = await ModelPackage.OpenAsync(session.Value(source), token);
                var tags = Tags(("variant", session.Value(variant)), ("task", session.Value(task)), ("model_type", session.Value(type)));
                var upload = new ModelUpload(session.Api, session.Value(name)!, package, tags, session.Around.Error);
                var version = await upload.RunAsync(token);
                var answer = new JsonObject { ["name"] = session.Value(name), ["version"] = version };
                session.Printer.Done(JsonSerializer.SerializeToElement(answer), $"{session.Value(name)} version {version} is ready.");
            },
            source, name, variant, task, type);
    }

    private static Dictionary<string, string> Tags(params (string Key, string? Value)[] said) =>
        said.Where(tag => !string.IsNullOrEmpty(tag.Value)).ToDictionary(tag => tag.Key, tag => tag.Value!, StringComparer.Ordinal);

    /// <summary>Reads page after page into one answer.</summary>
    private static async Task<JsonElement> ReadAllAsync(ApiClient api, string path, CancellationToken cancellationToken)
    {
        var all = new JsonArray();
        for (string? next = ""; next is not null;)
        {
            var page = await api.GetAsync($"{path}&page_token={Escape(next)}", cancellationToken);
            foreach (var model in page.GetProperty("registered_models").EnumerateArray()) all.Add(JsonNode.Parse(model.GetRawText()));

            next = page.TryGetProperty("next_page_token", out var token) ? token.GetString() : null;
        }

        return JsonSerializer.SerializeToElement(new JsonObject { ["registered_models"] = all });
    }

    private static string Escape(string? text) => Uri.EscapeDataString(text ?? "");
}
