using Andamento.Inference.Tokens;

namespace Andamento.Tests.Unit.Inference.Tokenizers;

/// <summary>Ids of the all-MiniLM-L6-v2 vocabulary, as Hugging Face's own tokenizer gives them.</summary>
public class WordPieceTests
{
    private static readonly Lazy<Tokenizer> Tokenizer =
        new(() => TokenizerFile.Read(Path.Combine(RealModels.MiniLm, "tokenizer.json")));

    [Theory]
    [InlineData("", "")]
    [InlineData("hello world", "7592 2088")]
    [InlineData("Hello, World!", "7592 1010 2088 999")]
    [InlineData("unaffable", "14477 20961 3468")]
    [InlineData("supercalifragilisticexpialidocious", "3565 9289 10128 29181 24411 4588 10288 19312 21273 10085 6313")]
    [InlineData("don't stop-it $5.00 (ok)", "2123 1005 1056 2644 1011 2009 1002 1019 1012 4002 1006 7929 1007")]
    [InlineData("C++ <tag> ^caret` |pipe~", "1039 1009 1009 1026 6415 1028 1034 2729 2102 1036 1064 8667 1066")]
    [InlineData("2026-11-21T02:33:00Z", "16798 2575 1011 2340 1011 2538 2102 2692 2475 1024 3943 1024 4002 2480")]
    public void Words_become_pieces(string text, string ids) => Assert.Equal(ids, Encode(text));

    [Theory]
    [InlineData("Café naïve ÀÉÎÕÜ", "7668 15743 29347 3695 2226")]
    [InlineData("e\u0301 \u212B \uFB01", "1041 1037 1984")]
    [InlineData("ñandú Ⅳ ① ½ ㎏", "16660 8566 100 100 1092 100")]
    [InlineData("Straße ΑΒΓ İstanbul", "2358 27807 1155 29720 29721 9960")]
    [InlineData("Привет мир ё", "1194 16856 10325 25529 15290 22919 1191 10325 16856 1185")]
    [InlineData("עברית العربية हिन्दी ไทย", "1259 29789 29811 29796 29813 1270 23673 29830 17149 29816 14498 19433 1339 29877 29863 29861 29878 100")]
    public void Accents_and_case_are_dropped_in_every_script(string text, string ids) => Assert.Equal(ids, Encode(text));

    [Theory]
    [InlineData("東京タワー", "1879 1755 1709 30262 30265")]
    [InlineData("日本語 テキスト", "1864 1876 1950 1713 30227 30233 30240")]
    [InlineData("한국어 안녕하세요", "1469 30006 30021 29991 30014 30020 29999 30008 1463 30006 30021 29992 30010 30025 30005 30006 29997 30009 29999 30013")]
    [InlineData("\U00020000\U0002F800\uF900", "100 100 100")]
    public void Ideographs_stand_alone_and_Hangul_is_taken_apart(string text, string ids) => Assert.Equal(ids, Encode(text));

    [Theory]
    [InlineData("tab\tnew\nline\u00A0nbsp", "21628 2047 2240 1050 5910 2361")]
    [InlineData("zero\u200Bwidth\0null\uFFFDrep", "5717 9148 11927 7295 18083 2890 2361")]
    [InlineData("a\u00ADb soft", "11113 3730")]
    [InlineData("half\uD83Epair", "2431 4502 4313")]
    [InlineData("Ünïcödé…“quotes”—dash", "27260 1529 1523 16614 1524 1517 11454")]
    public void Spaces_are_one_kind_and_control_characters_are_gone(string text, string ids) => Assert.Equal(ids, Encode(text));

    [Theory]
    [InlineData("I love 🤗 emoji", "1045 2293 100 7861 29147 2072")]
    [InlineData("ﾊﾛｰ full－width：", "100 2440 1990 9381 1993")]
    public void A_word_without_pieces_is_unknown(string text, string ids) => Assert.Equal(ids, Encode(text));

    [Theory]
    [InlineData("hello [SEP] world [MASK]", "7592 102 2088 103")]
    [InlineData("[cls]", "1031 18856 2015 1033")]
    public void A_mark_counts_only_in_its_own_spelling(string text, string ids) => Assert.Equal(ids, Encode(text));

    [Fact]
    public void A_word_of_a_hundred_characters_is_read_and_one_more_makes_it_unknown()
    {
        var hundred = "a" + new string('b', 99);

        Assert.Equal("11113 " + string.Join(' ', Enumerable.Repeat("10322", 49)), Encode(hundred));
        Assert.Equal("100", Encode(hundred + "b"));
    }

    [Theory]
    [InlineData(3, "101 7592 102")]
    [InlineData(4, "101 7592 2088 102")]
    [InlineData(5, "101 7592 2088 7592 102")]
    public void What_does_not_fit_is_cut_off_behind(int maxLength, string ids) =>
        Assert.Equal(ids, string.Join(' ', Tokenizer.Value.EncodeCut("hello world hello world", maxLength)));

    private static string Encode(string text)
    {
        var ids = Tokenizer.Value.EncodeCut(text, 256);
        Assert.Equal((101, 102), (ids[0], ids[^1]));
        return string.Join(' ', ids[1..^1]);
    }
}
