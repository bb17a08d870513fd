namespace Andamento.Providers.OpenAI;

/// <summary>
/// The unified body as OpenAI takes it. The two are the same language, so a body passes as the bytes it came in, and
/// only members that must change are touched.
/// </summary>
internal static class ChatBody
{
    private const int Added = 128; // the model's name and stream_options

    /// <summary>Writes the body of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="model">The model; null where the address names it.</param>
    /// <param name="usage">Whether a stream is asked for its usage.</param>
    /// <param name="family">The name that tells what the model takes, where <paramref name="model"/> does not.</param>
    /// <param name="dropped">The members left out are added here.</param>
    /// <param name="own">The service is OpenAI's own, which refuses what it does not know; others may know it.</param>
    /// <exception cref="ProviderException">The body is no JSON object, or asks for something impossible.</exception>
    public static ReadOnlyMemory<byte> Write(
        ProviderCall call, string? model, StreamUsage usage = StreamUsage.Ask, string? family = null, List<string>? dropped = null, bool own = false)
    {
        if (call is { Stream: true, Task: ProviderTask.Embeddings })
        {
            throw BodyMembers.Unsupported("stream", "Embeddings are not streamed.");
        }

        var members = BodyMembers.Read(call.Body);
        var options = Find(members, "stream_options");
        UseExtraParams(members, call.Task);
        if (call.Task is ProviderTask.Chat && (family ?? model) is { } name)
        {
            if (own) ForeignMembers.Remove(members, ModelFamilies.Reasons(name), dropped);
            AdaptToFamily(members, name, dropped);
        }

        var json = new BodyWriter(call.Body.Length + (model?.Length ?? 0) + Added);
        json.Begin();
        if (model is not null) json.Member("\"model\""u8, JsonText.Quote(model));
        foreach (var member in members) json.Member(member.NameJson.Span, member.Value.Span);
        if (call.Stream)
        {
            json.Member("\"stream\""u8, "true"u8);
            if (usage is StreamUsage.Ask)
            {
                json.Name("\"stream_options\""u8);
                StreamOptions.Write(options, json);
            }
            else if (usage is StreamUsage.AsSent && options is { IsNull: false } given) json.Member(given.NameJson.Span, given.Value.Span);
        }

        json.End();
        return json.Written;
    }

    // What the caller wrote wins over what extra_params say; null there is as good as nothing.
    private static void UseExtraParams(List<BodyMember> members, ProviderTask task)
    {
        var found = Find(members, "extra_params");
        members.RemoveAll(static member => IsOurs(member.Name));
        if (found is not { IsNull: false } extra) return;

        foreach (var param in ExtraParams.Read(extra, task))
        {
            var same = members.FindIndex(member => member.Name == param.Name);
            if (same < 0) members.Add(param);
            else if (members[same].IsNull) members[same] = param;
        }
    }

    private static void AdaptToFamily(List<BodyMember> members, string model, List<string>? dropped)
    {
        var limit = members.FindIndex(member => member is { Name: "max_tokens", IsNull: false });
        if (limit >= 0 && Find(members, "max_completion_tokens") is { IsNull: false }) members.RemoveAt(limit);
        if (!ModelFamilies.Reasons(model)) return;

        dropped?.AddRange(members.Where(member => !member.IsNull && ModelFamilies.Refuses(member)).Select(member => member.Name));
        members.RemoveAll(ModelFamilies.Refuses);
        limit = members.FindIndex(member => member is { Name: "max_tokens", IsNull: false });
        if (limit < 0) return;

        members.RemoveAll(member => member is { Name: "max_completion_tokens", IsNull: true });
        limit = members.FindIndex(member => member.Name is "max_tokens");
        members[limit] = members[limit] with { NameJson = "\"max_completion_tokens\""u8.ToArray() };
    }

    private static BodyMember? Find(List<BodyMember> members, string name)
    {
        var index = members.FindIndex(member => member.Name == name);
        return index < 0 ? null : members[index];
    }

    private static bool IsOurs(string name) => name
        is "model" or "stream" or "stream_options" or "extra_params"
        or "client_request_id" or "usage_context" or "databricks_options";
}
