using System.Text;
using System.Text.Json;
using Andamento.Inference.Tokens;

namespace Andamento.Tests.Unit.Inference.Tokenizers;

/// <summary>Tokenizers by name, and what Hugging Face's own library (tokenizers 0.23) makes of texts with them.</summary>
internal static class TokenizerFixture
{
    private static readonly string Folder = Path.Combine(RealModels.Root(), "tests/unit/Inference/Tokenizers");
    private static readonly Dictionary<string, Tokenizer> Read = [];

    /// <summary>The texts that every tokenizer read.</summary>
    public static string[] Texts { get; } =
        JsonSerializer.Deserialize<string[]>(File.ReadAllText(Path.Combine(Folder, "texts.json")))!;

    /// <summary>The names of all tokenizers.</summary>
    public static TheoryData<string> Names =>
        [.. Directory.EnumerateFiles(Path.Combine(Folder, "golden")).Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    /// <summary>The tokenizer of a name.</summary>
    public static Tokenizer Of(string name)
    {
        lock (Read)
        {
            return Read.TryGetValue(name, out var known) ? known : Read[name] = TokenizerFile.Read(PathOf(name));
        }
    }

    /// <summary>What the reference made of the texts.</summary>
    public static JsonElement Golden(string name) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "golden", name + ".json"))).RootElement;

    /// <summary>A small tokenizer's file, as text to change.</summary>
    public static string Tiny(string name) => File.ReadAllText(Path.Combine(Folder, "tiny", name + ".json"));

    /// <summary>Reads a tokenizer from the text of its file.</summary>
    public static Tokenizer Parse(string json)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, json);
            return TokenizerFile.Read(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public static int[] Ids(string ids) => ids.Length is 0 ? [] : [.. ids.Split(' ').Select(int.Parse)];

    /// <summary>Decodes token by token.</summary>
    public static string Decode(ITokenizer tokenizer, IEnumerable<int> ids)
    {
        var decoding = tokenizer.Decode();
        var text = new StringBuilder();
        foreach (var id in ids) text.Append(decoding.Push(id));
        return text.Append(decoding.Finish()).ToString();
    }

    private static string PathOf(string name) => name switch
    {
        "minilm" => Path.Combine(RealModels.MiniLm, "tokenizer.json"),
        "minimind" => Path.Combine(RealModels.MiniMind, "tokenizer.json"),
        "stories15m" => Path.Combine(RealModels.Stories, "tokenizer.json"),
        _ => Path.Combine(Folder, "tiny", name + ".json"),
    };
}
