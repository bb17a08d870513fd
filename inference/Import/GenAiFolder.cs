using Andamento.Inference.ChatTemplates;

namespace Andamento.Inference.Import;

/// <summary>A model that was built for onnxruntime-genai: <c>genai_config.json</c> names the decoder and its context.</summary>
internal static class GenAiFolder
{
    // More than one graph, or more than text: this server drives one decoder.
    private static readonly string[] NotDriven = ["encoder", "embedding", "vision", "speech"];

    /// <summary>Describes it.</summary>
    public static ImportedModel Describe(ImportFolder files, ImportWishes wishes)
    {
        var model = ModelJson.Member(files.Json("genai_config.json"), "model");
        var decoder = ModelJson.Member(model, "decoder");
        if (NotDriven.FirstOrDefault(part => ModelJson.Member(model, part) is not null) is { } part)
            throw ImportFolder.Bad($"genai_config.json has a part '{part}'; this server runs decoders that read and write text alone.");
        if (ModelJson.Member(decoder, "pipeline") is not null)
            throw ImportFolder.Bad("genai_config.json splits the decoder into a pipeline; build it as one file.");

        var file = ModelJson.Text(decoder, "filename") ?? throw ImportFolder.Bad("genai_config.json lacks model.decoder.filename.");
        if (!files.Has(file)) throw ImportFolder.Bad($"genai_config.json says that the decoder is '{file}', which is not there.");
        return new()
        {
            Kind = ModelKinds.LanguageModel,
            Task = wishes.Task is { } task ? ImportTasks.Check(task) : TaskOf(files),
            ModelType = wishes.ModelType ?? ModelJson.Text(model, "type"),
            Origin = "genai_config.json of onnxruntime-genai",
            MaxLength = ModelJson.Number(model, "context_length") ?? throw ImportFolder.Bad("genai_config.json lacks model.context_length."),
            ModelFile = file,
            Unused = files.Unused(file),
        };
    }

    /// <summary>Whether it chats: models that do bring a template.</summary>
    public static string TaskOf(ImportFolder files) => ChatTemplateFile.Read(files.Path) is null ? ImportTasks.Completions : ImportTasks.Chat;
}
