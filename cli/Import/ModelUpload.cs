using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Andamento.Cli.Http;

namespace Andamento.Cli.Import;

/// <summary>Takes a package to the registry: finds or begins an upload, sends what is missing, waits until the version is ready.</summary>
/// <param name="api">The server.</param>
/// <param name="model">The model's name.</param>
/// <param name="package">What is uploaded.</param>
/// <param name="tags">Tags of the version: what its files do not say.</param>
/// <param name="progress">Told how far it is.</param>
internal sealed class ModelUpload(
    ApiClient api, string model, ModelPackage package, IReadOnlyDictionary<string, string> tags, TextWriter progress)
{
    private const int PartBytes = 8 * 1024 * 1024;
    private const int Tries = 6;

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    private string Registry => model.Contains('.', StringComparison.Ordinal) ? "/api/2.0/mlflow/unity-catalog" : "/api/2.0/mlflow";

    /// <summary>Runs the import; answers the version.</summary>
    /// <exception cref="RefusedException">The server refuses it, or finds no model in it.</exception>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        await EnsureModelAsync(cancellationToken);
        var version = await FindBegunAsync(cancellationToken) ?? await BeginAsync(cancellationToken);
        await SendAsync(version, cancellationToken);
        await progress.WriteLineAsync("All sent. The server looks at the model ...");
        await api.CallAsync(HttpMethod.Post, $"{PathOf(version)}/complete", body: null, cancellationToken);
        await UntilReadyAsync(version, cancellationToken);
        return version;
    }

    private async Task EnsureModelAsync(CancellationToken cancellationToken)
    {
        try
        {
            await api.CallAsync(HttpMethod.Post, $"{Registry}/registered-models/create", new JsonObject { ["name"] = model }, cancellationToken);
        }
        catch (RefusedException known) when (known.Code is "RESOURCE_ALREADY_EXISTS")
        {
            // It gets another version.
        }
    }

    /// <summary>A version that waits for the rest of just these bytes, or null.</summary>
    private async Task<string?> FindBegunAsync(CancellationToken cancellationToken)
    {
        var filter = Uri.EscapeDataString($"name = '{model}'");
        var found = await api.GetAsync($"{Registry}/model-versions/search?filter={filter}", cancellationToken);
        foreach (var version in found.GetProperty("model_versions").EnumerateArray())
        {
            if (version.GetProperty("status").GetString() is not "PENDING_REGISTRATION" || !HasTags(version)) continue;

            var number = version.GetProperty("version").GetString()!;
            var begun = await api.GetAsync(PathOf(number), cancellationToken);
            if (begun.TryGetProperty("upload", out var upload) && upload.GetProperty("sha256").GetString() == package.Sha256
                && upload.GetProperty("file_name").GetString() == package.Name) return number;
        }

        return null;
    }

    private bool HasTags(JsonElement version) => version.TryGetProperty("tags", out var found) ? Same(found) : tags.Count == 0;

    private bool Same(JsonElement found) => found.GetArrayLength() == tags.Count && found.EnumerateArray().All(
        tag => tags.TryGetValue(tag.GetProperty("key").GetString()!, out var value) && tag.GetProperty("value").GetString() == value);

    private async Task<string> BeginAsync(CancellationToken cancellationToken)
    {
        var wanted = new JsonObject { ["name"] = model };
        if (tags.Count > 0) wanted["tags"] = new JsonArray([.. tags.Select(tag => new JsonObject { ["key"] = tag.Key, ["value"] = tag.Value })]);
        var made = await api.CallAsync(HttpMethod.Post, $"{Registry}/model-versions/create", wanted, cancellationToken);
        var version = made.GetProperty("model_version").GetProperty("version").GetString()!;
        var upload = new JsonObject { ["file_name"] = package.Name, ["bytes"] = package.Bytes, ["sha256"] = package.Sha256 };
        await api.CallAsync(HttpMethod.Post, PathOf(version), upload, cancellationToken);
        return version;
    }

    // A part may get lost with its connection, or be taken while its answer gets lost: so the server is asked where to go on.
    private async Task SendAsync(string version, CancellationToken cancellationToken)
    {
        var part = new byte[PartBytes];
        for (var failures = 0; await ReceivedAsync(version, cancellationToken) is var offset && offset < package.Bytes;)
        {
            await progress.WriteLineAsync($"{package.Name}: {offset * 100 / package.Bytes} % of {package.Bytes:N0} bytes");
            var length = await RandomAccess.ReadAsync(package.File.SafeFileHandle, part, offset, cancellationToken);
            try
            {
                using var content = new ByteArrayContent(part, 0, length);
                using var answer = await api.SendAsync(HttpMethod.Put, $"{PathOf(version)}?offset={offset}", content, cancellationToken);
                failures = 0;
            }
            catch (Exception lost) when (IsPassing(lost) && ++failures < Tries)
            {
                await progress.WriteLineAsync($"Trying again: {lost.Message}");
                await Task.Delay(Wait * failures, cancellationToken);
            }
        }
    }

    private static bool IsPassing(Exception failed) =>
        failed is HttpRequestException or RefusedException { Status: HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError };

    private async Task<long> ReceivedAsync(string version, CancellationToken cancellationToken) =>
        (await api.GetAsync(PathOf(version), cancellationToken)).GetProperty("upload").GetProperty("received").GetInt64();

    private async Task UntilReadyAsync(string version, CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = await api.GetAsync(PathOf(version), cancellationToken);
            if (now.GetProperty("status").GetString() is "READY") return;
            if (now.GetProperty("status").GetString() is "FAILED_REGISTRATION")
                throw new RefusedException($"Version {version} is no model: {(now.TryGetProperty("status_message", out var why) ? why : default(JsonElement))}");

            await Task.Delay(Wait, cancellationToken);
        }
    }

    private string PathOf(string version) => $"/api/2.0/andamento/models/{Uri.EscapeDataString(model)}/versions/{version}/upload";
}
