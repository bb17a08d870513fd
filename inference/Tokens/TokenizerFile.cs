using System.Text.Json;

namespace Andamento.Inference.Tokens;

/// <summary>A BERT <c>tokenizer.json</c>, read. Other kinds of tokenizer are refused: close is not good enough here.</summary>
internal sealed class TokenizerFile
{
    private TokenizerFile(JsonElement root)
    {
        var model = root.GetProperty("model");
        Require(model, "WordPiece");
        Require(root.GetProperty("pre_tokenizer"), "BertPreTokenizer");
        Text = ReadText(root.GetProperty("normalizer"));
        ReadVocabulary(model);
        MaxWord = model.TryGetProperty("max_input_chars_per_word", out var most) ? most.GetInt32() : 100;
        Unknown = Id(model.TryGetProperty("unk_token", out var unknown) ? unknown.GetString()! : "[UNK]");
        (Begin, End) = ReadMarksAround(root.GetProperty("post_processor"));
        Marks = [.. root.GetProperty("added_tokens").EnumerateArray()
            .Select(mark => (mark.GetProperty("content").GetString()!, mark.GetProperty("id").GetInt32()))];
    }

    /// <summary>How text is prepared.</summary>
    public BertText Text { get; }

    /// <summary>Pieces that begin a word.</summary>
    public Dictionary<string, int> Beginnings { get; } = new(StringComparer.Ordinal);

    /// <summary>Pieces that go on with a word, without their prefix.</summary>
    public Dictionary<string, int> Continuations { get; } = new(StringComparer.Ordinal);

    /// <summary>Marks that are taken as they stand in the text.</summary>
    public IReadOnlyList<(string Mark, int Id)> Marks { get; }

    /// <summary>The mark before a text.</summary>
    public int Begin { get; }

    /// <summary>The mark after a text.</summary>
    public int End { get; }

    /// <summary>The token of a word that has no pieces.</summary>
    public int Unknown { get; }

    /// <summary>Characters a word may have before it counts as unknown.</summary>
    public int MaxWord { get; }

    /// <summary>UTF-16 units of the longest piece.</summary>
    public int LongestPiece { get; private set; }

    /// <summary>Reads the file.</summary>
    /// <exception cref="ModelException">It is missing, broken, or not of this kind.</exception>
    public static TokenizerFile Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return new TokenizerFile(json.RootElement);
        }
        catch (Exception broken)
            when (broken is IOException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ModelException(
                ModelFailure.BadModel, $"The tokenizer {Path.GetFileName(path)} cannot be used: {broken.Message}", broken);
        }
    }

    private static BertText ReadText(JsonElement normalizer)
    {
        Require(normalizer, "BertNormalizer");
        var lowercase = Flag(normalizer, "lowercase") ?? true;
        return new BertText(
            CleanText: Flag(normalizer, "clean_text") ?? true,
            SpaceIdeographs: Flag(normalizer, "handle_chinese_chars") ?? true,
            StripAccents: Flag(normalizer, "strip_accents") ?? lowercase,
            Lowercase: lowercase);
    }

    private void ReadVocabulary(JsonElement model)
    {
        var prefix = model.TryGetProperty("continuing_subword_prefix", out var value) ? value.GetString()! : "##";
        foreach (var piece in model.GetProperty("vocab").EnumerateObject())
        {
            var continues = piece.Name.StartsWith(prefix, StringComparison.Ordinal) && piece.Name.Length > prefix.Length;
            var text = continues ? piece.Name[prefix.Length..] : piece.Name;
            (continues ? Continuations : Beginnings)[text] = piece.Value.GetInt32();
            LongestPiece = Math.Max(LongestPiece, text.Length);
        }
    }

    // Two spellings of the same: a template ([CLS] text [SEP]), or the processor made for BERT.
    private (int Begin, int End) ReadMarksAround(JsonElement processor)
    {
        if (processor.GetProperty("type").GetString() is "BertProcessing")
        {
            return (processor.GetProperty("cls")[1].GetInt32(), processor.GetProperty("sep")[1].GetInt32());
        }

        Require(processor, "TemplateProcessing");
        var template = processor.GetProperty("single");
        if (template.GetArrayLength() != 3) throw new FormatException("its template is not one mark, the text, one mark");
        return (Mark(template[0]), Mark(template[2]));
    }

    private int Mark(JsonElement entry) => Id(entry.GetProperty("SpecialToken").GetProperty("id").GetString()!);

    private int Id(string token) =>
        Beginnings.TryGetValue(token, out var id) ? id : throw new FormatException($"its vocabulary lacks {token}");

    private static bool? Flag(JsonElement normalizer, string name) =>
        normalizer.TryGetProperty(name, out var flag) && flag.ValueKind is not JsonValueKind.Null ? flag.GetBoolean() : null;

    private static void Require(JsonElement part, string type)
    {
        var found = part.GetProperty("type").GetString();
        if (found != type) throw new FormatException($"it says {found} where {type} is needed");
    }
}
