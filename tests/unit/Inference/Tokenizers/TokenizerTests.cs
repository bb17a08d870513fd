using System.Text;
using Andamento.Inference;

namespace Andamento.Tests.Unit.Inference.Tokenizers;

public class TokenizerTests
{
    [Theory]
    [InlineData("\"Precompiled\"", "\"Sentences\"", "its normalizer is Sentences, which is not known here", "xlmr")]
    [InlineData("\"WhitespaceSplit\"", "\"UnicodeScripts\"", "its pre_tokenizer is UnicodeScripts, which is not known here", "xlmr")]
    [InlineData("\"type\":\"Unigram\"", "\"type\":\"Bigram\"", "its model is Bigram, which is not known here", "xlmr")]
    [InlineData("\"BertProcessing\"", "\"BartProcessing\"", "its post_processor is BartProcessing, which is not known here", "word-ends")]
    [InlineData("\"BPEDecoder\"", "\"CTC\"", "its decoder is CTC, which is not known here", "word-ends")]
    [InlineData("\"MergedWithNext\"", "\"MergedWithAll\"", "its Split has the behavior 'MergedWithAll', which is not known here", "word-ends")]
    [InlineData(@"\\s+(?!\\S)|", @"[[:alpha:]]|", "it has a class in a class", "byte-level")]
    [InlineData(@"\\s+(?!\\S)|", @"\\p{Elvish}|", "is not known here", "byte-level")]
    [InlineData("\"vocab\":{", "\"words\":{", "was not present", "byte-level")]
    public void A_part_that_is_not_known_is_refused_by_its_name(string part, string other, string why, string name)
    {
        var refused = Assert.Throws<ModelException>(() => TokenizerFixture.Parse(Replaced(TokenizerFixture.Tiny(name), part, other)));

        Assert.Equal(ModelFailure.BadModel, refused.Failure);
        Assert.Contains("cannot be used: ", refused.Message);
        Assert.Contains(why, refused.Message);
    }

    [Fact]
    public void A_pattern_that_would_search_forever_gives_up()
    {
        var tokenizer = TokenizerFixture.Parse(Replaced(TokenizerFixture.Tiny("byte-level"), @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|", @"(a+)+b|"));

        var refused = Assert.Throws<ModelException>(() => tokenizer.Encode(new string('a', 5000), withMarks: false));

        Assert.Equal(ModelFailure.BadInput, refused.Failure);
    }

    // A quadratic step would take hours for these.
    [Theory]
    [InlineData("minimind")]
    [InlineData("stories15m")]
    [InlineData("minilm")]
    [InlineData("byte-level")]
    [InlineData("gemma")]
    [InlineData("xlmr")]
    [InlineData("unigram-bytes")]
    [InlineData("word-ends")]
    public void A_long_text_of_one_kind_ends(string name)
    {
        var tokenizer = TokenizerFixture.Of(name);
        foreach (var unit in (string[])["a", " ", "7", "\n", "\u0301", "\U0001F600", "!", "\uAC00", "  \n"])
        {
            Assert.NotNull(tokenizer.Encode(string.Concat(Enumerable.Repeat(unit, 100_000)), withMarks: false));
        }
    }

    [Fact]
    public void Four_megabytes_without_a_space_are_a_word_like_any_other()
    {
        var tokenizer = TokenizerFixture.Of("stories15m");
        const int times = 1 << 17;
        var word = string.Concat(Enumerable.Repeat("abcdefghijklmnopqrstuvwxyz012345", times));

        var ids = tokenizer.Encode(word, withMarks: false);

        Assert.Equal(word, TokenizerFixture.Decode(tokenizer, ids));
        Assert.InRange(ids.Length, times, word.Length);
    }

    [Theory]
    [InlineData("minimind")]
    [InlineData("stories15m")]
    [InlineData("gemma")]
    public void A_character_of_several_tokens_is_given_when_it_is_whole(string name)
    {
        var tokenizer = TokenizerFixture.Of(name);
        var ids = tokenizer.Encode("a😀b", withMarks: false);
        var decoding = tokenizer.Decode();

        var parts = ids.Select(decoding.Push).ToList();

        Assert.Contains("", parts);
        Assert.Single(parts, part => part.Contains("😀"));
        Assert.Equal("a😀b", string.Concat(parts) + decoding.Finish());
    }

    [Fact]
    public void Bytes_that_never_become_a_character_are_replaced_when_that_is_certain()
    {
        var tokenizer = TokenizerFixture.Of("gemma");
        var decoding = tokenizer.Decode();

        Assert.Equal("", decoding.Push(tokenizer.Find("<0xF0>")!.Value));
        Assert.Equal("", decoding.Push(tokenizer.Find("<0x9F>")!.Value));
        Assert.Equal("\uFFFD\uFFFDh", decoding.Push(tokenizer.Find("h")!.Value)); // one for each byte, as the reference does
        Assert.Equal("", decoding.Push(tokenizer.Find("<0xE2>")!.Value));
        Assert.Equal("\uFFFD", decoding.Finish());
    }

    [Fact]
    public void The_first_space_of_a_text_is_not_given_and_others_are()
    {
        var tokenizer = TokenizerFixture.Of("stories15m");
        var once = tokenizer.Find("\u2581Once")!.Value;
        var decoding = tokenizer.Decode();

        Assert.Equal(["Once", " Once"], [decoding.Push(once), decoding.Push(once)]);
        Assert.Equal(" Once", Encoding.UTF8.GetString(tokenizer.BytesOf(once)));
    }

    [Fact]
    public void Marks_have_no_bytes_and_no_text()
    {
        var tokenizer = TokenizerFixture.Of("minimind");
        var mark = tokenizer.Find("<|im_end|>")!.Value;

        Assert.True(tokenizer.IsMark(mark));
        Assert.False(tokenizer.IsMark(mark + 1));
        Assert.True(tokenizer.BytesOf(mark).IsEmpty);
        Assert.True(tokenizer.BytesOf(-1).IsEmpty);
        Assert.True(tokenizer.BytesOf(tokenizer.Size).IsEmpty);
        Assert.Equal("", tokenizer.Decode().Push(mark));
        Assert.Equal([mark], tokenizer.Encode("<|im_end|>", withMarks: false));
        Assert.Null(tokenizer.Find("<|no_mark|>"));
    }

    [Fact]
    public void A_line_break_of_a_byte_token_is_its_byte()
    {
        var tokenizer = TokenizerFixture.Of("stories15m");

        Assert.Equal("\n"u8, tokenizer.BytesOf(tokenizer.Find("<0x0A>")!.Value));
        Assert.Equal("  "u8, tokenizer.BytesOf(tokenizer.Find("\u2581\u2581")!.Value));
    }

    [Fact]
    public void Many_threads_get_the_same_ids()
    {
        var tokenizer = TokenizerFixture.Parse(TokenizerFixture.Tiny("byte-level"));
        var text = string.Join(' ', TokenizerFixture.Texts);
        var wanted = TokenizerFixture.Of("byte-level").Encode(text, withMarks: false);

        Parallel.For(0, 16, _ => Assert.Equal(wanted, tokenizer.Encode(text, withMarks: false)));
    }

    [Fact]
    public void A_word_is_merged_alike_whether_it_is_short_or_long()
    {
        // Long words are merged with a queue. Put together from short ones that never merge, they must give the same.
        var tokenizer = TokenizerFixture.Of("gemma");
        foreach (var word in (string[])["hello", "theythe", "quickbrown", "wordpieces", "aaaa"])
        {
            var one = tokenizer.Encode(word + "☃", withMarks: false);
            var many = tokenizer.Encode(string.Concat(Enumerable.Repeat(word + "☃", 30)), withMarks: false);

            Assert.Equal(Enumerable.Repeat(one, 30).SelectMany(ids => ids), many);
        }
    }

    private static string Replaced(string file, string part, string other)
    {
        Assert.Contains(part, file);
        return file.Replace(part, other, StringComparison.Ordinal);
    }
}
