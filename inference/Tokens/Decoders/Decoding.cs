using System.Globalization;
using System.Text;

namespace Andamento.Inference.Tokens.Decoders;

/// <summary>
/// How tokens become text, as the <c>decoder</c> of a <c>tokenizer.json</c> says: what each token adds, which may depend on
/// whether it is the first, and what is cut off the ends of the whole.
/// </summary>
internal sealed class Decoding
{
    private readonly List<Func<string, bool, string>> _steps = [];
    private int _byteFallbackAt = int.MaxValue; // where in the steps a token such as <0x0A> becomes its byte
    private bool _byteLevel, _fused;

    private Decoding()
    {
    }

    /// <summary>The character that is cut off the ends of a text.</summary>
    public char Cut { get; private set; }

    /// <summary>How many of them are cut off the beginning at most.</summary>
    public int CutFromStart { get; private set; }

    /// <summary>How many of them are cut off the end at most.</summary>
    public int CutFromEnd { get; private set; }

    /// <summary>Whether each byte that is no part of a character becomes U+FFFD, instead of each run of them.</summary>
    public bool ReplacesEachByte => _byteFallbackAt != int.MaxValue;

    /// <exception cref="FormatException">It is of a kind that is not known here.</exception>
    public static Decoding Read(FilePart? decoder)
    {
        var decoding = new Decoding();
        if (decoder is { } part) decoding.Add(part);
        else decoding._steps.Add((token, first) => first ? token : " " + token);
        return decoding;
    }

    /// <summary>What a token adds to a text, in UTF-8.</summary>
    public byte[] BytesOf(string token, bool first)
    {
        for (var i = 0; i <= _steps.Count; i++)
        {
            if (i == _byteFallbackAt && TryReadByte(token, out var octet)) return [octet];
            if (i < _steps.Count) token = _steps[i](token, first);
        }

        return _byteLevel ? ByteAlphabet.Read(token) : Encoding.UTF8.GetBytes(token);
    }

    private void Add(FilePart part)
    {
        switch (part.Type)
        {
            case "Sequence":
                foreach (var inner in part.Parts("decoders")) Add(inner);
                break;
            case "ByteLevel" when !_fused:
                _byteLevel = _fused = true;
                break;
            case "ByteFallback" when !_fused:
                _byteFallbackAt = _steps.Count;
                break;
            case "Fuse":
                _fused = true;
                break;
            case "Strip" when _fused:
                CutWhole(part);
                break;
            case "Strip":
                _steps.Add(DecoderSteps.Strip(part));
                break;
            case "Replace" when !_byteLevel:
                _steps.Add(DecoderSteps.Replace(part, _fused));
                break;
            case "Metaspace" when !_fused:
                _steps.Add(DecoderSteps.Metaspace(part));
                break;
            case "WordPiece" when !_fused:
                _steps.Add(DecoderSteps.WordPiece(part));
                break;
            case "BPEDecoder" when !_fused:
                _steps.Add(DecoderSteps.WordEnds(part));
                (Cut, CutFromEnd) = (' ', 1); // the last word has no space behind it
                break;
            default:
                throw _fused ? new FormatException($"its decoder has {part.Type} where the tokens are joined") : part.Unknown("decoder");
        }
    }

    private void CutWhole(FilePart part)
    {
        Cut = part.Character("content", ' ');
        (CutFromStart, CutFromEnd) = (part.Number("start") ?? 0, part.Number("stop") ?? 0);
    }

    private static bool TryReadByte(string token, out byte octet)
    {
        octet = 0;
        return token is ['<', '0', 'x', _, _, '>'] && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, null, out octet);
    }
}
